@canary @HRN-03
Feature: A machine without a device says so before anything starts

  @cpu
  Scenario: the arm cuda
    When an inner run of this feature on cuda, where there is no device:
      """gherkin
      Feature: Canary
        Scenario: a slot on a real device
          Given a director with 1 worker and 1 standby
          When a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 3
    And the inner run says "no scenario of the arm cuda can run on this machine"
    And the inner run says "1 skipped"
    And the inner run has started nothing
