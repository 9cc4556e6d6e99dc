Feature: A director that stands still

  Rule: the silence that it did not listen to is nobody's fault

    @HNG-12 @sim @cpu
    Scenario: a director that was stopped for a while, and goes on
      Given a director with 1 worker and 1 standby
      When the director is paused for 60 s
      And the fault has struck
      And a slot is submitted
      Then the slot is done
      And worker 1 still runs

    @HNG-12 @sim @cpu
    Scenario: likewise while a slot is made
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And the director is paused for 9 s
      And the fault has struck
      Then the director has made the posted slots
      And worker 1 still runs
