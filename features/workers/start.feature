@WRK-03
Feature: A worker that cannot start

  Rule: it is started again after 1, 2, 4 … s, and the director goes on meanwhile

    @sim @cpu
    Scenario Outline: it ends with <code> before it registers
      Given a director with 1 worker and 1 standby
      When the next 3 starts of worker 2 end with exit code <code>
      And worker 2 is killed at once
      Then worker 2 stands by again
      And worker 2 was started again after "1 s, 2 s, 4 s, 8 s"
      And the director is ready, and ok
      When a slot is submitted
      Then the slot is done within its deadline

      Examples:
        | code |
        | 0    |
        | 1    |
        | 2    |
        | 70   |
        | 71   |
        | 139  |

    @sim @cpu
    Scenario: it ends with 71 for so long that the pauses grow to 60 s, and no further
      Given a director with 1 worker and 1 standby
      When the next 8 starts of worker 2 end with exit code 71
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 2 s, 4 s, 8 s, 16 s, 32 s, 60 s, 60 s, 60 s"
      And worker 2 stands by again
      And the director is ready, and ok

    @sim @cpu
    Scenario: it ends with 0 while it is idle
      Given a director with 1 worker and 1 standby
      When worker 1 ends with exit code 0 while it is idle
      Then the director reports that worker 1 ended with 0
      And worker 1 was started again after "1 s"
      When a slot is submitted
      Then the slot is done within its deadline by the standby

    @sim @cpu
    Scenario Outline: its program is <flaw>
      Given workers are started afresh
      And a director with 1 worker and 1 standby
      When the worker program is <flaw>
      And worker 2 is killed at once
      Then worker 2 was started again after "1 s, 2 s, 4 s, 8 s, 16 s"
      And the director is ready, and ok
      When a slot is submitted
      Then the slot is done within its deadline

      Examples:
        | flaw                |
        | missing             |
        | not executable      |
        | for another machine |

  Rule: whose settings are refused is not started again

    @sim @cpu
    Scenario: it ends with 78
      Given a director with 1 worker and 1 standby
      When the next 1 start of worker 2 ends with exit code 78
      And worker 2 is killed at once
      Then the director gives up worker 2, since "refuses its settings"
      And worker 2 is not started within 600 s
      And the director is ready, and degraded
      And the director counts:
        | slot_director_alerts_total{kind="worker_given_up"} | 1 |
      When a slot is submitted
      Then the slot is done within its deadline
