@WRK-07 @sim @cpu
Feature: A crash while the last answer is given

  Rule: a slot ends once, whoever dies as it ends

    Scenario: the worker is killed as it answers for the clip stage, before a byte has left
      Given a director with 1 worker and 1 standby
      When worker 1 is killed as it answers for the clip stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
      And the director reports that worker 1 ended with 137
      And its client was told one end, and has the files of one slot
      When the director gets SIGTERM
      Then the director ends with exit code 0
      And the journal has one end of the slot: done
      When the director is started again
      Then the director has made slot 1

    Scenario: the worker is killed when its answer has come and is not recorded
      Given a director with 1 worker and 1 standby
      When worker 1 is killed while the director records a slot's end
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the slot was dispatched 1 time
      And the director reports that worker 1 ended with 137
      And its client was told one end, and has the files of one slot
      When the director gets SIGTERM
      Then the director ends with exit code 0
      And the journal has one end of the slot: done
      When the director is started again
      Then the director has made slot 1

    Scenario: the director is killed as it tells the slot's end, before a byte has left
      Given a director with 1 worker and 1 standby
      When the director is killed as it tells a client that its slot is done
      And a slot with a deadline of 240 s is submitted
      Then the director ends with exit code 137
      And the journal has one end of the slot: done
      When the director is started again
      Then the slot is done within its deadline
      And its client was told one end, and has the files of one slot
      And no slot was begun since it was started again
