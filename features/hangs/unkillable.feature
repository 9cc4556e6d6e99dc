@HNG-13 @sim @cpu
Feature: A worker that SIGKILL does not end

  Rule: an operator hears within 5 s, its card is given to nobody, and all heals once it has ended

    Scenario: in the middle of the image stage, on the only card
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When worker 1 sleeps where no signal reaches it from the middle of the image stage on
      And a slot is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the director alerts 5 s after it has ended worker 1 that it is still there
      And the director is not ready, since "worker 1 was ended and does not end"
      And no worker is put on card 0 within 60 s
      And the director counts:
        | slot_director_alerts_total{kind="worker_does_not_end"}   | 1 |
        | slot_director_worker_outlives_its_end{worker="worker 1"} | 1 |
      When a slot with a deadline of 10 s is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
      And the error says "worker 1 was ended and does not end"
      When what was broken is mended
      Then the director reports that worker 1 ended with 137
      And the director is ready
      And the director counts:
        | slot_director_alerts_total{kind="worker_does_not_end"}   | 1 |
        | slot_director_worker_outlives_its_end{worker="worker 1"} | 0 |
      When a slot is submitted
      Then the slot is done within its deadline by the standby
      And the card's memory is back to that level

    Scenario: on one of two cards, and the slot moves to the other
      Given the image stage takes 60 s
      And a director with 2 workers and 1 standby
      When worker 1 sleeps where no signal reaches it from the middle of the image stage on
      And a slot with a deadline of 600 s is submitted
      Then the director ends worker 1, since "its stage has made no step for 45000 ms, limit 45000 ms"
      And the director alerts 5 s after it has ended worker 1 that it is still there
      And the slot is done within its deadline
      And the slot was dispatched 2 times
      And no worker is put on card 0 within 60 s
      When what was broken is mended
      Then the director reports that worker 1 ended with 137
      And a worker that stood by serves the card of worker 1
