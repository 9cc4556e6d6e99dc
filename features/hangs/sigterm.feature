@HNG-05 @sim @cpu
Feature: A worker that ignores SIGTERM

  Rule: it has 10 s to leave, and is ended then

    Scenario: its director drains
      Given a director with 1 worker and 1 standby
      When worker 1 ignores SIGTERM
      And the fault has struck
      And the director gets SIGTERM
      Then the director ends with exit code 0
      And worker 1 was ended 10 s after the director was told to stop
      And the director reports that worker 1 ended with 137
      And the director reports that worker 2 ended with 0
      When the director is started again
      And a slot is submitted
      Then the slot is done within its deadline
