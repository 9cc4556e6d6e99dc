@HNG-03 @sim @cpu
Feature: A worker that is stopped

  Rule: after 5 s without a beat it is ended and its slot moves; that it shall go on comes too late

    Scenario: SIGSTOP in the middle of the image stage, and SIGCONT 60 s later
      Given a director with 1 worker and 1 standby
      When worker 1 is stopped in the middle of the image stage for 60 s
      And a slot with a deadline of 240 s is submitted
      Then worker 1 was ended 5 s after its last beat
      And the director reports that worker 1 ended with 137
      And the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
      When the fault has struck
      Then worker 1 was started 2 times

  Rule: a shorter silence costs nothing but its time

    Scenario: SIGSTOP in the middle of the image stage, and SIGCONT 3 s later
      Given a director with 1 worker and 1 standby
      When worker 1 is stopped in the middle of the image stage for 3 s
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the slot was dispatched 1 time
      And worker 1 still runs
