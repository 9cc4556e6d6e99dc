Feature: Signals to the director

  Rule: a second signal ends it at once, and the slots stay in the journal

    @LIF-01 @LIF-04 @sim @cpu
    Scenario Outline: <signal>, and <signal> once more while a slot runs
      Given the video stage takes 25 s
      And a director with 1 worker and 1 standby
      When 2 slots are posted one after the other
      And the director gets <signal>
      And the director drains
      And the director gets <signal>
      Then the director ends with exit code <code>
      When the director is started again
      Then the director has made the posted slots
      And since it was started again they began in the order of their acceptance

      Examples:
        | signal  | code |
        | SIGTERM | 143  |
        | SIGINT  | 130  |

  Rule: a terminal that closes, and a pipe that breaks, take no slot with them

    @LIF-01 @sim @cpu
    Scenario: SIGHUP while a slot runs
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And the director gets SIGHUP
      Then the director has made the posted slots
      And the director still serves
      And worker 1 still runs

    @LIF-01 @cpu
    Scenario: SIGPIPE while a slot runs
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And the director gets SIGPIPE
      Then the director has made the posted slots
      And the director still serves
      And worker 1 still runs

    @LIF-01 @sim @cpu
    Scenario: SIGHUP to a worker in the middle of the video stage
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      And its video stage has started
      And worker 1 gets SIGHUP
      Then the slot is done within its deadline
      And the slot was dispatched 1 time
      And worker 1 still runs

  Rule: a worker that is told to leave in the middle of a slot leaves at once, and the slot is made elsewhere

    @LIF-01 @sim @cpu
    Scenario: SIGTERM to a worker in the middle of the video stage
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      And its video stage has started
      And worker 1 gets SIGTERM
      Then the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
      And the director reports that worker 1 ended with 0

  Rule: what was ignored at the start stays ignored

    @LIF-04 @cpu
    Scenario: SIGHUP under nohup
      Given a director that ignores SIGHUP from its start, with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And the director gets SIGHUP
      Then the director has made the posted slots
      And the director still serves
      And the director was told of no signal
