@WRK-04
Feature: A worker that crashes again and again

  Rule: after 5 crashes within 60 s it is left alone, and an operator is told

    @sim @cpu
    Scenario: at its start
      Given a director with 1 worker and 1 standby
      When the next 4 starts of worker 2 end with exit code 1
      And worker 2 is killed at once
      Then the director gives up worker 2, since "ended with exit code 1 before it registered"
      And its alert says that 5 crashes within 60 s are a loop, and that it rests for 300 s
      And worker 2 was started again after "1 s, 2 s, 4 s, 8 s"
      And worker 2 was started 5 times
      And the director is ready, and degraded
      And the director counts:
        | slot_director_alerts_total{kind="worker_given_up"} | 1 |
      When a slot is submitted
      Then the slot is done within its deadline

  Rule: after a rest of 300 s it is tried once more

    @sim @cpu
    Scenario: what made it crash is gone
      Given a director with 1 worker and 1 standby
      When the next 4 starts of worker 2 end with exit code 1
      And worker 2 is killed at once
      Then the director gives up worker 2, since "exit code 1"
      And worker 2 is not started within 299 s
      And worker 2 stands by again
      And worker 2 was started again after "1 s, 2 s, 4 s, 8 s, 300 s"
      And the director is ready, and ok

  Rule: crashes that are far between are no loop, and each pause is the first again

    @sim @cpu
    Scenario: 5 crashes in more than 60 s
      Given the video stage takes 10 s
      And a director with 1 worker and 1 standby
      When worker 2 is killed at once
      Then worker 2 was started again after "1 s"
      When 1 slot is made in a row
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 1 s"
      When 1 slot is made in a row
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 1 s, 1 s"
      When 1 slot is made in a row
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 1 s, 1 s, 1 s"
      When 1 slot is made in a row
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 1 s, 1 s, 1 s, 1 s"
      When 1 slot is made in a row
      Then the director is ready, and ok
