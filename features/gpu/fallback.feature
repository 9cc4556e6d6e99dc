Feature: Another back-end in the place of a card

  Rule: only where the operator asks for it, and whoever gets the result is told

    @GPU-17 @mvp @sim @cpu
    Scenario: a card is lost under fallback: cpu
      Given the fallback of a card is "cpu"
      And a director with 1 worker and 1 standby
      When card 0 is lost in the middle of the image stage for 60 s
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 70
      And the slot was dispatched 2 times
      And the slot says that it was made on "cpu" since "sim" could not be used
      And the director counts:
        | slot_director_fallbacks_total{backend="cpu",device="0"} | 1 |

    @GPU-17 @sim @cpu
    Scenario: a card is lost under the default
      Given a director with 1 worker and 1 standby
      When card 0 is lost in the middle of the image stage for 60 s
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with GPU_LOST and exit code 1
      And the slot was dispatched 1 time
      And nobody computes on another back-end

    @GPU-22 @cpu
    Scenario: the first two of a chain are not built
      Given the device of a card is "rocm"
      And the fallback of a card is "vulkan, cpu"
      And a director with 1 worker and 1 standby
      When a slot is submitted
      Then the slot is done within its deadline
      And the slot says that it was made on "cpu" since "rocm, vulkan" could not be used
      And worker 1 says that "rocm, vulkan" are not built
