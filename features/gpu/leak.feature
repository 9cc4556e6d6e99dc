Feature: A stage that leaks memory of the card

  Rule: the growth is found, and the worker replaced between two slots

    @GPU-15 @mvp @sim @cpu
    Scenario: 10 kB each slot, a thousandth of 10 MB on a card of a thousandth
      Given the image stage takes 2 s
      And the video stage takes 2 s
      And a director with 1 worker and 1 standby
      When the video stage leaks 10 kB each time
      And 20 slots are submitted
      Then all slots are done
      And worker 1 tells of the leak after at most 20 slots
      And worker 1 was recycled between two slots
      And every slot was dispatched 1 time
      And a worker that stood by serves the card of worker 1
      And the director counts:
        | slot_director_worker_notices_total{notice="memory_leak",worker="worker 1"} | 1 |

    @GPU-15 @sim
    Scenario: the worker that is to leave ignores SIGTERM
      Given the image stage takes 2 s
      And the video stage takes 2 s
      And a director with 1 worker and 1 standby
      When worker 1 ignores SIGTERM
      And the video stage leaks 10 kB each time
      And 20 slots are submitted
      Then the director ends worker 1, since "it was to leave between its slots, and did not"
      And all slots are done
      And every slot was dispatched 1 time
