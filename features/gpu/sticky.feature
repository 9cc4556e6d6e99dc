@GPU-07 @sim @cpu
Feature: An error that stays with the process

  Rule: the worker leaves, the standby makes the slot, and the card's memory comes back

    Scenario Outline: an illegal address in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the <stage> stage hits an illegal address once
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 70
      And the slot was dispatched 2 times
      And the card's memory is back to that level

      Examples:
        | stage |
        | audio |
        | image |
        | video |
        | clip  |
