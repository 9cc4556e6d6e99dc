Feature: Memory that is free, but in pieces

  Rule: what the worker's cache holds is given back, and the slot is done

    @GPU-06 @sim @cpu
    Scenario: caches leave no block for the video stage
      Given a director with 1 worker and 1 standby
      When caches leave card 0 no free block larger than 500 B
      And a slot is submitted
      Then the slot is done within its deadline
      And the slot was dispatched 1 time
      And worker 1 still runs

  Rule: when it stays so the slot fails with the largest block, and the worker lives

    @GPU-06 @sim @cpu
    Scenario: no block for the image stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When card 0 has no free block larger than 500 B
      And a slot is submitted
      Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      And the error names the largest free block of 500 B
      And the card's memory is back to that level
      And worker 1 still runs
