@GPU-26 @sim @cpu
Feature: A copy that never ends

  Rule: the stage's limit holds, whoever waits for its results ends with it, and a standby serves the next slot

    Scenario Outline: in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a copy of the <stage> stage never ends
      And a slot is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the error names the <stage> stage
      And the director reports that worker 1 ended with 137
      And the next slot is done by the standby
      And the card's memory is back to that level

      Examples:
        | stage |
        | audio |
        | image |
        | video |
