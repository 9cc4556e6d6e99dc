Feature: The budget of a card's memory

  Rule: past the soft limit idle models make room, and the slot is done

    @GPU-04 @sim @cpu
    Scenario: a neighbour takes the card beyond its soft limit
      Given a director with 1 worker and 1 standby
      When a neighbour takes 300 kB of the memory of card 0
      And the fault has struck
      Then worker 1 warns that the card is used beyond its soft limit
      And worker 1 has unloaded idle models, the least recently used first
      When a slot is submitted
      Then the slot is done within its deadline
      And worker 1 has loaded again what it had unloaded
      And the card was never used beyond its hard limit
      And the slot was dispatched 1 time
      And worker 1 still runs

  Rule: the hard limit is never passed by work

    @GPU-05 @sim @cpu
    Scenario: beside the neighbour all models and a stage would pass the hard limit
      Given a director with 1 worker and 1 standby
      When a neighbour takes 650 kB of the memory of card 0
      And the fault has struck
      And 3 slots are submitted
      Then all slots are done
      And the card was never used beyond its hard limit
      And every slot was dispatched 1 time
      And worker 1 still runs

  Rule: limits that contradict are told before anything starts, all at once

    @GPU-05 @cpu
    Scenario Outline: <what>
      Given a director with 1 worker and 1 standby
      When another director is started with <what>
      Then it ends with exit code 78 and says "<first>" on standard error
      And it ends with exit code 78 and says "<second>" on standard error
      And it ends with exit code 78 and says "<third>" on standard error
      And the director still serves

      Examples:
        | what                                     | first                               | second                               | third                                   |
        | limits of its card that contradict       | soft_limit_bytes is 11400000, above | hard_limit_bytes is 10500000, above  | profile tiny hold 10800000 bytes, above |
        | a device and a profile that do not exist | write cpu, sim or cuda              | there are tiny, small, rtx3060, h200 | huge                                    |
