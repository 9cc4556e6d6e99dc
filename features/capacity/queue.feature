@CAP-01 @mvp @sim @cpu
Feature: A queue that is full

  Rule: what is beyond the queue is refused at once, and told when to come back

    Scenario: one slot is made, one waits, one is too many
      Given at most 1 slot may wait
      And a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And a slot with the prompt "a blue whale" is posted without an idempotency key
      And a slot with the prompt "stormy sea" is posted without an idempotency key
      Then the last post is answered with 503 QUEUE_FULL
      And it says that 1 slot waits, and that the limit is 1
      And it says to come back after a while
      And it says to come back after 15 s
      And the slots that were accepted can be cancelled
      And the director counts:
        | slot_director_slots_refused_total{code="QUEUE_FULL"} | 1 |

    Scenario: a slot that is cancelled while it waits makes room
      Given at most 1 slot may wait
      And a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And a slot with the prompt "a blue whale" is posted without an idempotency key
      Then to cancel it is answered with "204"
      And the director counts:
        | slot_director_slots_waiting | 0 |
      When a slot with the prompt "stormy sea" is posted without an idempotency key
      Then the posted slot is accepted and can be cancelled

    Scenario: slotctl comes back three times, and leaves then
      Given at most 1 slot may wait
      And a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And a slot with the prompt "a blue whale" is posted without an idempotency key
      And a slot is submitted
      Then the slot fails with QUEUE_FULL and exit code 69
      And the director counts:
        | slot_director_slots_refused_total{code="QUEUE_FULL"} | 4 |
      And the slots that were accepted can be cancelled
