@canary
Feature: The harness sees what it must see

  Each scenario hands a feature to a run of its own, which must end with the verdict that is named: a harness that
  lets one of these pass cannot be believed when it says that anything passes.

  @sim @cpu
  Scenario: an assertion on a wrong exit code fails
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: a slot that is done, and a wish that it were not
          Given a director with 1 worker and 1 standby
          When a slot is submitted
          Then slotctl exits with code 1
      """
    Then the inner run ends with exit code 1
    And the inner run's verdict is "failed"
    And the inner run says "slotctl ended with exit code 0"

  @sim @cpu
  Scenario: a slot that loses its result fails
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: a slot that fails, and a step that needs its result
          Given a director with 1 worker and 1 standby
          When every allocation of the image stage fails
          And a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 1
    And the inner run's verdict is "failed"
    And the inner run says "slotctl ended with exit code 1, CUDA_OUT_OF_MEMORY"

  @sim @cpu
  Scenario: a fault that is armed and never reached is invalid
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: a launch that does not exist
          Given a director with 1 worker and 1 standby
          When launch 1000000 of the image stage fails
          And a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 3
    And the inner run's verdict is "invalid"
    And the inner run says "never landed"

  @cpu
  Scenario: a process that is left over is not healed
    When an inner run of this feature:
      """gherkin
      Feature: Canary
        Scenario: somebody leaves a process behind
          Given a director with 1 worker and 1 standby
          When a process is left behind
          And a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 4
    And the inner run's verdict is "not healed"
    And the inner run says "sleep"
