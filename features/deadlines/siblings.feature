Feature: One stage's failure and its siblings

  Rule: when a stage has failed for good, its siblings are stopped at once

    @DLN-09 @sim @cpu
    Scenario: audio fails during a long image stage
      Given the image stage takes 12 s
      And the audio stage is not retried
      And a director with 1 worker and 1 standby
      When launches of the audio stage fail from its middle on
      And a slot is submitted
      Then the slot fails with CUDA_ERROR and exit code 1
      And the error names the audio stage
      And the image stage was stopped before it ended
      And the image stage was over long before its 12 s
      And worker 1 still runs

    @DLN-09 @sim @cpu
    Scenario: video fails while clip waits for its last keyframe
      Given a director with 1 worker and 1 standby
      When launch 4300 of the video stage fails
      And a slot is submitted
      Then the slot fails with CUDA_ERROR and exit code 1
      And the error names the video stage
      And the slot was over before its deadline
      And the clip stage was stopped before it ended
      And worker 1 still runs
