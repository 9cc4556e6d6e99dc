Feature: A slow journal

  Rule: who is accepted has waited for the disk, and nothing else does

    @DIR-01 @sim @cpu
    Scenario: the append that accepts a slot takes 3 s longer
      Given a director with 1 worker and 1 standby
      When the 1st journal.append of the director takes 3 s longer
      And a slot is submitted
      Then the slot is done within its deadline
      And the slot was accepted no sooner than 3 s after it was submitted
      And worker 1 still runs
