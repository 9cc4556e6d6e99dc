@WRK-18 @sim @cpu
Feature: What a worker leaves that no kernel removes

  Rule: the director removes it before the next start

    Scenario: files, a lock and shared memory, of a worker that is killed
      Given a director with 1 worker and 1 standby
      When worker 1 leaves files and shared memory at the start of the image stage
      And worker 1 is killed at the middle of the video stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 137
      And nothing that worker 1 left is there any more
