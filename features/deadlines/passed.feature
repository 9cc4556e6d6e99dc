Feature: A deadline passes

  Rule: the slot is given up at that moment, and its client hears that the deadline was not met

    @DLN-06 @sim @cpu
    Scenario: while the image stage runs
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a slot with a deadline of 5 s is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
      And the slot was over at its deadline
      And the card's memory is back to that level
      And worker 1 still runs

  Rule: who names no deadline has the director's

    @DLN-11
    Scenario: the slot takes longer than 21 s
      Given the video stage takes 40 s
      And a director with 1 worker and 1 standby
      When a slot without a deadline is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
      And the slot was over at the director's deadline of 21 s
      And worker 1 still runs
