Feature: An error that stays with the process

  Rule: the worker leaves, the standby makes the slot, and the card's memory comes back

    @GPU-07 @sim @cpu
    Scenario Outline: an illegal address in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the <stage> stage hits an illegal address once
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 70
      And the slot was dispatched 2 times
      And the card's memory is back to that level

      Examples:
        | stage |
        | audio |
        | image |
        | video |
        | clip  |

    @GPU-11 @sim @cpu
    Scenario Outline: <error> in the image stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the image stage hits <error> once
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 70
      And the slot was dispatched 2 times
      And the director counts:
        | slot_director_device_errors_total{code="CUDA_ERROR",cuda_error="<number>",device="0"} | 1 |
      And the card's memory is back to that level

      Examples:
        | error                  | number |
        | a launch failure       | 719    |
        | a failed assertion     | 710    |
        | an illegal instruction | 715    |
        | a misaligned address   | 716    |

      @GPU-10
      Examples: uncorrectable memory
        | error                      | number |
        | an uncorrectable ECC error | 214    |

    @GPU-18 @sim @cpu
    Scenario Outline: a kernel of the <stage> stage fails when nobody waits for it
      Given the audio stage takes 5 s
      And a director with 1 worker and 1 standby
      When a kernel of the <stage> stage fails after it was launched
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 70
      And worker 1 blames the <stage> stage

      Examples:
        | stage |
        | image |
        | video |
