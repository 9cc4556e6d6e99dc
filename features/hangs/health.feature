@HNG-04 @sim @cpu
Feature: A card that does not compute

  Rule: its worker is ended although it answers, and a standby serves the next slot

    Scenario: while the worker is idle
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the health check of worker 1 never ends
      Then worker 1 was ended 5 s after its device last computed
      And the director reports that worker 1 ended with 137
      When a slot is submitted
      Then the slot is done within its deadline by the standby
      And the card's memory is back to that level
