Feature: A director that is killed

  Rule: every slot that was accepted is made by the next one, in the order of acceptance

    @DIR-09 @sim @cpu
    Scenario: SIGKILL with one slot running and three that wait
      Given a director with 1 worker and 1 standby
      When 4 slots are posted one after the other
      And the director is killed at the middle of the video stage
      Then the director ends with exit code 137
      When the director is started again
      Then the director has made the posted slots
      And since it was started again they began in the order of their acceptance
      And the director counts:
        | slot_director_slots_recovered_total | 4 |

  Rule: what is known of a slot outlives its director

    @DIR-09 @sim @cpu
    Scenario: whoever follows it hears of both lives
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      And the director is killed at the middle of the video stage
      Then the director ends with exit code 137
      When the director is started again
      Then the slot is done
      And its client was told once that it was accepted, and once that it was recovered

    @DIR-09 @CNC-05 @sim @cpu
    Scenario: its key, what was asked for, and its correlation id
      Given a director with 1 worker and 1 standby
      When a slot with the seed 7 is posted with the idempotency key "one"
      And the director is killed at the middle of the video stage
      Then the director ends with exit code 137
      When the director is started again
      And a slot with the seed 7 is posted with the idempotency key "one"
      Then all posts were given the same slot, which can be cancelled

  Rule: the time without a director counts

    @DIR-09 @sim
    Scenario: it is started again after the deadline of one slot, and before that of another
      Given a director with 1 worker and 1 standby
      When slots with these deadlines are posted one after the other:
        | 300 |
        | 60  |
        | 250 |
      And the director is killed at the middle of the image stage
      Then the director ends with exit code 137
      When the director is started again 55 s later
      Then posted slot 1 is done
      And posted slot 2 is failed with DEADLINE_EXCEEDED
      And posted slot 3 is done
