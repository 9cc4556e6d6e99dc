@HNG-09 @sim @cpu
Feature: Two slots for the memory of one card

  Rule: a slot that waits holds nothing, so that none waits for the other for ever

    Scenario: both come at once, and the card has not the memory for both
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When 2 slots are submitted one after the other
      Then all slots are done
      And the slots began in the order of their submission
      And nothing of slot 2 was begun before slot 1 was over
      And every slot was dispatched 1 time
      And the card was never used beyond its hard limit
      And the card's memory is back to that level
      And worker 1 still runs

    Scenario: a neighbour holds the memory that both need
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a neighbour takes 7 MB of the memory of card 0
      And the fault has struck
      And 2 slots are submitted one after the other
      Then slot 1 fails with VRAM_BUDGET_EXCEEDED and exit code 1
      And slot 2 fails with VRAM_BUDGET_EXCEEDED and exit code 1
      And nothing of slot 2 was begun before slot 1 was over
      And slot 1 failed 0 s after its image stage was started
      And slot 2 failed 0 s after its image stage was started
      And worker 1 still runs
      When the neighbour is killed
      And the fault has struck
      And a slot is submitted
      Then the slot is done within its deadline
      And the card's memory is back to that level
