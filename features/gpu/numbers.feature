Feature: A card that computes wrongly and says nothing

  Rule: what leaves a stage is looked at, and the stage is named

    @GPU-13 @sim @cpu
    Scenario Outline: NaN in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the <stage> stage computes NaN from its middle on
      And a slot is submitted
      Then the slot fails with QUALITY_REJECTED and exit code 1
      And the error names the <stage> stage
      And the slot was dispatched 1 time
      And worker 1 still runs
      And the card's memory is back to that level

      Examples:
        | stage |
        | audio |
        | image |
        | video |

  Rule: a weight that has changed is found before a result goes out, and the models are loaded again

    @GPU-14 @sim @cpu
    Scenario Outline: a bit flips, <place> % into the weights, as the <stage> stage begins
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a bit of the weights on the card flips, <place> % into them, as the <stage> stage begins
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the slot was told that weights were corrupted, with both sums
      And the slot was dispatched 2 times
      And worker 1 still runs
      And worker 1 was activated 2 times
      And the director counts:
        | slot_director_weights_corrupted_total{device="0"} | 1 |
      And the card's memory is back to that level

      Examples:
        | place | stage |
        | 0     | audio |
        | 37    | image |
        | 50    | video |
        | 100   | clip  |

    @GPU-14 @cpu
    Scenario: a bit flips, and the sums are those of the models' files
      Given a director with 1 worker and 1 standby
      When a bit of the weights on the card flips, 37 % into them, as the image stage begins
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the slot was told that weights were corrupted, with both sums
      And the sum that it should have been is that of a model's weights

    @GPU-14 @sim @cpu
    Scenario: a bit has flipped, and the stage fails for another reason
      Given a director with 1 worker and 1 standby
      When a bit of the weights on the card flips, 37 % into them, as the image stage begins
      And every allocation of the image stage fails
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      And the slot was told that weights were corrupted, with both sums
      And the slot was dispatched 2 times
      And worker 1 was activated 2 times
      And worker 1 still runs
