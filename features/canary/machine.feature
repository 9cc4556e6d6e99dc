@canary @HRN-02
Feature: What the machine lacks is no fault of the pipeline

  @cpu
  Scenario: too few file descriptors
    When an inner run of this feature, with 60 file descriptors:
      """gherkin
      Feature: Canary
        Scenario: a slot on a machine with few descriptors
          Given a director with 1 worker and 1 standby
          When a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 3
    And the inner run's verdict is "invalid"
    And the inner run says "descriptors"

  @cpu
  Scenario: too little room for evidence
    When an inner run of this feature, with 4 MB for its evidence:
      """gherkin
      Feature: Canary
        Scenario: a slot on a machine with a full disk
          Given a director with 1 worker and 1 standby
          When a slot is submitted
          Then the slot is done
      """
    Then the inner run ends with exit code 3
    And the inner run's verdict is "invalid"
    And the inner run says "4194304 bytes are free"
