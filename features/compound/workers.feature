Feature: Several faults of workers at once

  @CMP-01 @sim @cpu
  Scenario: out of memory, and SIGKILL in the new attempt
    Given a director with 1 worker and 1 standby
    And the card's memory with an idle worker is noted
    When worker 1 runs out of memory in the image stage and is killed when it tries again
    And a slot with a deadline of 240 s is submitted
    Then the slot is done within its deadline by the standby
    And the slot was dispatched 2 times
    And the director reports that worker 1 ended with 137
    And the card's memory is back to that level

  @CMP-05 @sim @cpu
  Scenario: SIGKILL of the worker, and of the standby while it takes over; another one is there
    Given a director with 1 worker and 2 standbys
    When worker 1 is killed at the middle of the image stage
    And worker 2 is killed while it takes over
    And a slot with a deadline of 240 s is submitted
    Then the slot is done within its deadline
    And the slot was dispatched 2 times
    And the director reports that worker 1 ended with 137
    And the director reports that worker 2 ended with 137

  @CMP-05 @sim @cpu
  Scenario: SIGKILL of the worker, and of the only standby while it takes over
    Given a director with 1 worker and 1 standby
    When worker 1 is killed at the middle of the image stage
    And worker 2 is killed while it takes over
    And a slot with a deadline of 240 s is submitted
    Then the slot is done within its deadline
    And the slot was dispatched 2 times
    And the director reports that worker 2 ended with 137

  @CMP-06 @sim @cpu
  Scenario: three workers, each with a fault of its own, under load
    Given a director with 3 workers and 1 standby
    When worker 1 is killed at the middle of the image stage
    And worker 2 is stopped in the middle of the image stage for 60 s
    And worker 3 ends with exit code 139 while it is idle
    And 8 slots are submitted one after the other
    Then all slots are done
    And the director reports that worker 1 ended with 137
    And the director reports that worker 2 ended with 137
    And the director reports that worker 3 ended with 139
    When the fault has struck
    Then the director is ready
