@GPU-20 @cpu
Feature: Copies between the host and the card

  Rule: a copy that fails is classified, and retried where the stage is

    Scenario: a copy of the audio stage fails once
      Given a director with 1 worker and 1 standby
      When the 4th copy of the audio stage fails once
      And a slot is submitted
      Then the slot is done within its deadline
      And the director counts:
        | slot_director_decisions_total{answer="again",place="stage"} | 1 |
      And the slot was dispatched 1 time
      And nothing is pinned for the card
      And worker 1 still runs

    Scenario: a copy of the image stage fails
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the 4th copy of the image stage fails once
      And a slot is submitted
      Then the slot fails with CUDA_ERROR and exit code 1
      And the error names the image stage
      And the card's memory is back to that level
      And nothing is pinned for the card
      And worker 1 still runs

  Rule: without memory to pin, copies are slower and the slot is done

    Scenario: nothing more can be pinned
      Given a director with 1 worker and 1 standby
      When at most 1 kB of the host's memory can be pinned
      And a slot is submitted
      Then the slot is done within its deadline
      And worker 1 tells that too little memory can be pinned
      And the slot was dispatched 1 time
      And nothing is pinned for the card
      And worker 1 still runs
