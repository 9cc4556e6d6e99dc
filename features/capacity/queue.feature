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
      And it says to come back after a while
      And the slots that were accepted can be cancelled
