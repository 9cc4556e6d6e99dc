@WRK-10 @cpu
Feature: What a worker has started

  Rule: it does not outlive the worker

    Scenario: SIGKILL of a worker that has started a process
      Given a director with 1 worker and 1 standby
      When worker 1 starts a process that never ends at the start of the image stage
      And worker 1 is killed at the middle of the video stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 137
      And nothing that worker 1 started is left
