Feature: A director that says nothing any more

  Rule: its client leaves at its deadline and a grace

    @NET-16 @sim @cpu
    Scenario: silence while the slot is made
      Given a director with 1 worker and 1 standby
      When the director falls silent at the start of the image stage
      And a slot with a deadline of 60 s is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
