@canary
Feature: The harness sees what is left over, and what was never done

  @cpu
  Scenario: a temporary file that is left over is not healed
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: somebody leaves a file behind
          Given a director with 1 worker and 1 standby
          When a temporary file is left behind
          And a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 4
    And the inner run's verdict is "not healed"
    And the inner run says "temporary file"

  @sim @cpu
  Scenario: a client that still runs is not healed
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: nobody waits for the slot
          Given a director with 1 worker and 1 standby
          When a slot is submitted
      """
    Then the inner run ends with exit code 4
    And the inner run's verdict is "not healed"
    And the inner run says "a client still runs"

  @sim @cpu
  Scenario: a subject that serves no more is not healed
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: nobody starts the director again
          Given a director with 1 worker and 1 standby
          When 2 slots are posted one after the other
          And the director is killed at the middle of the video stage
          Then the director ends with exit code 137
      """
    Then the inner run ends with exit code 4
    And the inner run's verdict is "not healed"
    And the inner run says "the subject does not serve again"

  @sim @cpu
  Scenario: a fault whose act another fault took away is invalid
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: two errors at one allocation, of which only the first can be answered
          Given a director with 1 worker and 1 standby
          When every allocation of the image stage fails
          And the 1st allocation of the image stage fails once
          And a slot is submitted
          Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      """
    Then the inner run ends with exit code 3
    And the inner run's verdict is "invalid"
    And the inner run says "was done 0 times"

  @HRN-01 @sim @cpu
  Scenario: a fault that never lands is invalid, also when a step fails because of it
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: a launch that does not exist, and a step that expects its failure
          Given a director with 1 worker and 1 standby
          When launch 1000000 of the image stage fails
          And a slot is submitted
          Then the slot fails with CUDA_ERROR and exit code 1
      """
    Then the inner run ends with exit code 3
    And the inner run's verdict is "invalid"
    And the inner run says "never landed"
    And the inner run says "says nothing about the subject"
