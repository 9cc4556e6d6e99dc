Feature: My first fault

  Scenario: the card fails in the middle of the video
    Given a director with 1 worker and 1 standby
    When launch 2000 of the video stage fails
    And a slot is submitted
    Then the slot fails with CUDA_ERROR and exit code 1
    And the error names the video stage
    And worker 1 still runs
