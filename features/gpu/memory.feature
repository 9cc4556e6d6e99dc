Feature: Out of memory on the card

  Rule: one failed allocation costs a retry of the stage, not the slot

    @GPU-01 @sim @cpu
    Scenario Outline: an allocation of the <stage> stage fails once
      Given a director with 1 worker and 1 standby
      When the 2nd allocation of the <stage> stage fails once
      And a slot is submitted
      Then the slot is done within its deadline
      And the slot recovered 1 time from out of memory
      And worker 1 still runs

      Examples:
        | stage |
        | image |
        | video |

  Rule: when memory stays short the slot fails with both numbers, and the worker lives

    @GPU-02 @mvp @sim @cpu
    Scenario: every allocation of the image stage fails
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When every allocation of the image stage fails
      And a slot is submitted
      Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      And the error names the bytes that were needed and those that were free
      And the image stage was tried 2 times on the card
      And the card's memory is back to that level
      And worker 1 still runs

    @GPU-21 @cpu
    Scenario: the worker's own handler runs out of memory, too
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When every allocation of the image stage fails, and the worker's handler runs out of memory, too
      And a slot is submitted
      Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      And the error names the image stage
      And the slot failed 0 s after the image stage was started
      And the card's memory is back to that level
      And worker 1 still runs
