@HNG-11 @sim @cpu
Feature: A stage that stops when it is told to

  Rule: its card is checked before the next slot, which the same worker makes

    Scenario: the image stage passes its limit
      Given the audio stage takes 900 ms
      And a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When card 0 runs at a third of its speed
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the error names the image stage
      And the slot failed 15 s after the image stage was started
      And the image stage was stopped before it ended
      And the card's memory is back to that level
      And worker 1 has checked its card after that slot
      When what was broken is mended
      And a slot is submitted
      Then the slot is done within its deadline
      And the slot was dispatched 1 time
      And worker 1 still runs

    Scenario: a deadline passes in the image stage, while the next slot waits
      Given a director with 1 worker and 1 standby
      When slots with these deadlines are posted one after the other:
        | 5   |
        | 240 |
      Then posted slot 1 is failed with DEADLINE_EXCEEDED
      And posted slot 2 is done
      And worker 1 has checked its card between slot 1 and slot 2
      And worker 1 still runs

  Rule: a card that is not itself again loses its worker, which leaves with 70, and no slot

    Scenario: memory of the stopped stage does not come back
      Given the audio stage takes 900 ms
      And a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When card 0 runs at a third of its speed
      And the image stage leaks 200 kB each time
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the director reports that worker 1 ended with 70
      And worker 1 leaves its card with CUDA_ERROR, since "200.0 kB of its memory on sim:0 did not come back, where 100.0 kB may stay"
      And the director counts:
        | slot_director_device_errors_total{code="CUDA_ERROR",cuda_error="none",device="0"} | 1 |
      When what was broken is mended
      And a slot is submitted
      Then the slot is done within its deadline by the standby
      And the slot was dispatched 1 time
      And the card's memory is back to that level

    Scenario Outline: the check after it <fails>
      Given the audio stage takes 900 ms
      And a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When card 0 runs at a third of its speed
      And the check of the card after a stopped stage <fails>
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the director reports that worker 1 ended with 70
      And worker 1 leaves its card with <code>, since "<why>"
      When what was broken is mended
      And a slot is submitted
      Then the slot is done within its deadline by the standby
      And the slot was dispatched 1 time
      And the card's memory is back to that level

      Examples:
        | fails        | code       | why                                                      |
        | never ends   | GPU_HANG   | the device did not end the check after it within 2000 ms |
        | computes NaN | CUDA_ERROR | nan instead of 529536                                    |
