Feature: A stage that is tried again

  Rule: audio is tried once more after at most half a second, which is drawn; another failure is the slot's

    @REC-02 @sim @cpu
    Scenario: launches of the audio stage fail, also at its second try
      Given a director with 1 worker and 1 standby
      When launches of the audio stage fail from its middle on
      And a slot is submitted
      Then the slot fails with CUDA_ERROR and exit code 1
      And the error names the audio stage
      And the audio stage was tried 2 times, after a pause that was drawn from 500 ms and told
      And worker 1 still runs
