@CNC-01 @sim @cpu
Feature: Ctrl-C

  Rule: the server is told, the client leaves with 130, and the card's memory comes back

    Scenario Outline: in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the client is interrupted at the middle of the <stage> stage
      And a slot is submitted
      Then slotctl exits with code 130
      And the director was told that the slot is cancelled
      And the <stage> stage was stopped before it ended
      And the card's memory is back to that level
      And worker 1 still runs

      Examples:
        | stage |
        | audio |
        | image |
        | video |
        | clip  |
