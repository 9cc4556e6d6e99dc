@HNG-02 @sim @cpu
Feature: A stage that blocks and hears nothing

  Rule: the stage's limit holds, its process is ended, a standby serves the next slot

    Scenario: a call of 18 s in the audio stage, whose limit is 3 s
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a call of the audio stage blocks for 18 s
      And a slot is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the error names the audio stage
      And the slot failed 3 s after the audio stage was started
      And the director reports that worker 1 ended with 137
      And the next slot is done by the standby
      And the card's memory is back to that level

    Scenario: a call of 2 s in the audio stage, which is no hang
      Given the audio stage takes 2 s
      And a director with 1 worker and 1 standby
      When a call of the audio stage blocks for 2 s
      And a slot is submitted
      Then the slot is done within its deadline
      And worker 1 still runs
