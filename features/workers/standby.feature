Feature: A standby that dies

  Rule: it is replaced before it is needed

    @WRK-13 @sim @cpu
    Scenario: SIGKILL of the standby, and then of the worker
      Given a director with 1 worker and 1 standby
      When worker 2 is killed at once
      Then the director reports that worker 2 ended with 137
      And worker 2 stands by again
      And the director says of worker 2 that it was started again 1 time, and ended last with 137
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 137
      And the slot was dispatched 2 times

  Rule: a start that never gets ready is given up at its limit, and tried again

    @WRK-17 @sim @cpu
    Scenario: the standby's next process hangs before it registers
      Given a director with 1 worker and 1 standby
      When the next start of worker 2 never ends
      And worker 2 is killed at once
      Then the director ends worker 2, since "it did not register within its start limit"
      And worker 2 was ended 30 s after its last start
      And worker 2 was started again after "1 s, 1 s"
      And worker 2 stands by again
      When a slot is submitted
      Then the slot is done within its deadline
