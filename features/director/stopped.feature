Feature: A director that is told to stop

  Rule: new slots are refused, what runs is finished, what waits is made by the next director

    @DIR-02 @DIR-11 @sim @cpu
    Scenario: SIGTERM with one slot running and two that wait
      Given a director with 1 worker and 1 standby
      When 3 slots are submitted one after the other
      And the director gets SIGTERM
      And the director drains
      And a slot with the prompt "a red fox" is posted without an idempotency key
      Then the last post is answered with 503 DRAINING
      And it says to come back after 30 s
      And the director is not ready, since "the director is about to stop"
      And slot 1 is done
      And slot 2 fails with DRAINING and exit code 69
      And slot 3 fails with DRAINING and exit code 69
      And the director ends with exit code 0
      When the director is started again
      Then the director has made slot 2
      And the director has made slot 3
      And the slots began in the order of their submission
      And every slot was dispatched 1 time

    @DIR-02 @DIR-11 @sim @cpu
    Scenario: SIGTERM while a slot runs that takes longer than the 30 s of a drain
      Given the video stage takes 60 s
      And a director with 1 worker and 1 standby
      When a slot is submitted
      And its video stage has started
      And the director gets SIGTERM
      Then the slot fails with DRAINING and exit code 69
      And the slot was left 30 s after the director was told to stop
      And the director ends with exit code 0
      When the director is started again
      Then the director has made slot 1
