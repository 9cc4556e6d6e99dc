@CAP-05
Feature: Retries keep to a budget

  Rule: with the budget used up nothing is tried again, which is told; a minute later it is

    @sim @cpu
    Scenario: three slots lose their workers, two of them within a minute
      Given a retry budget of 1 a minute
      And a director with 1 worker and 1 standby
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
      And worker 1 stands by again
      When worker 2 is killed as it answers for the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with WORKER_CRASHED and exit code 1
      And the slot was dispatched 1 time
      And the error says that of 1 allowed retry of a dispatch 1 was made
      And the slot was over before its deadline
      And the director counts:
        | slot_director_decisions_total{answer="again",place="dispatch"}     | 1 |
        | slot_director_decisions_total{answer="no_budget",place="dispatch"} | 1 |
      And an alert says that the retries of a dispatch are used up
      When nothing is made for 60 s
      Then worker 2 stands by again
      When worker 1 is killed as it answers for the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the slot was dispatched 2 times

    @cpu
    Scenario: the audio of two slots fails within a minute
      Given a retry budget of 1 a minute
      And a director with 1 worker and 1 standby
      When the 4th copy of the audio stage fails once
      And a slot is submitted
      Then the slot is done within its deadline
      When the 4th copy of the audio stage fails once
      And a slot is submitted
      Then the slot fails with CUDA_ERROR and exit code 1
      And the error says that of 1 allowed retry of a stage 1 was made
      And an alert says that the retries of a stage are used up
      And worker 1 still runs

  Rule: a worker is started none the less, once there is room

    @sim @cpu
    Scenario: two workers end within a minute
      Given a retry budget of 1 a minute
      And a director with 1 worker and 1 standby
      When worker 2 is killed at once
      Then worker 2 stands by again
      When worker 1 is killed at once
      Then an alert says that the retries of a spawn are used up
      And worker 1 is not started within 50 s
      And worker 1 stands by again
      When a slot is submitted
      Then the slot is done within its deadline
