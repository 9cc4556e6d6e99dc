@GPU-16 @sim @cpu
Feature: A card that is slow

  Rule: after three slots the forecast knows, and what cannot be met is refused at once

    Scenario: a third of its speed
      Given the audio stage takes 900 ms
      And the image stage takes 4 s
      And the video stage takes 3 s
      And the clip stage takes 600 ms
      And a director with 1 worker and 1 standby
      When 3 slots are made in a row
      And a slot with a deadline of 12 s is submitted
      Then the slot is done within its deadline
      When card 0 runs at a third of its speed
      And 3 slots are made in a row
      And a slot with a deadline of 12 s is submitted
      Then the slot fails with DEADLINE_UNREACHABLE and exit code 124
      And the error names the deadline and how long a slot takes now
      And the director counts:
        | slot_director_slots_refused_total{code="DEADLINE_UNREACHABLE"} | 1 |
      When a slot with a deadline of 40 s is submitted
      Then the slot is done within its deadline
      And worker 1 still runs

    Scenario: two slow slots of the last three are enough, for it is the median that counts
      Given the audio stage takes 900 ms
      And the image stage takes 4 s
      And the video stage takes 3 s
      And the clip stage takes 600 ms
      And a director with 1 worker and 1 standby
      When 3 slots are made in a row
      And card 0 runs at a third of its speed
      And 2 slots are made in a row
      And a slot with a deadline of 12 s is submitted
      Then the slot fails with DEADLINE_UNREACHABLE and exit code 124
      And the error names the deadline and how long a slot takes now

    Scenario: what was measured is forgotten after 300 s, for who refuses all slots measures none
      Given the audio stage takes 900 ms
      And the image stage takes 4 s
      And the video stage takes 3 s
      And the clip stage takes 600 ms
      And a director with 1 worker and 1 standby
      When card 0 runs at a third of its speed
      And 3 slots are made in a row
      And what was broken is mended
      And a slot with a deadline of 12 s is submitted
      Then the slot fails with DEADLINE_UNREACHABLE and exit code 124
      When nothing is made for 301 s
      And a slot with a deadline of 12 s is submitted
      Then the slot is done within its deadline
