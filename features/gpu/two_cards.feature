@GPU-19 @sim @cpu
Feature: Two cards

  Rule: each has a worker of its own, and they work at the same time

    Scenario: two slots on two cards
      Given a director with 2 workers and 1 standby
      When 2 slots are submitted
      Then all slots are done
      And card 0 and card 1 were both used
      And every slot was dispatched 1 time

  Rule: the slots of a card that fails move to the other, whose own slots go on

    Scenario: one of two cards fails
      Given a director with 2 workers and 1 standby
      When card 1 fails
      And 4 slots are submitted
      Then all slots are done
      And every slot that began on card 1 ended on card 0
      And every slot that began on card 0 was dispatched 1 time

  Rule: one standby serves both

    Scenario: a worker is killed and the standby takes over its card
      Given a director with 2 workers and 1 standby
      When worker 1 is killed at the middle of the image stage
      And 2 slots are submitted
      Then all slots are done
      And the director reports that worker 1 ended with 137
      And a worker that stood by serves the card of worker 1
