Feature: A neighbour on the card

  Rule: what does not fit beside others is refused before its work, and accepted again when they leave

    @GPU-03 @sim @cpu
    Scenario: a neighbour takes the memory of the image model
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a neighbour takes 7 MB of the memory of card 0
      And the fault has struck
      And a slot is submitted
      Then the slot fails with VRAM_BUDGET_EXCEEDED and exit code 1
      And the error names the bytes that were needed and those that are left of the budget
      And the error names the image stage
      And the slot failed 0 s after the image stage was started
      And worker 1 still runs
      When the neighbour is killed
      And the fault has struck
      And a slot is submitted
      Then the slot is done within its deadline
      And the card's memory is back to that level
      And worker 1 still runs
