@WRK-01 @sim @cpu
Feature: A worker is killed while it works

  Rule: the director says what happened, and the slot is done once, elsewhere

    Scenario Outline: SIGKILL at the <moment> of the <stage> stage
      Given a director with 1 worker and 1 standby
      When worker 1 is killed at the <moment> of the <stage> stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 137
      And the slot was dispatched 2 times

      Examples:
        | moment | stage |
        | start  | audio |
        | middle | image |
        | middle | video |
        | end    | clip  |

  Rule: it is not begun anew when its deadline forbids

    Scenario: SIGKILL in the middle of the video stage, with a deadline for one attempt only
      Given the video stage takes 30 s
      And a director with 1 worker and 1 standby
      When worker 1 is killed at the middle of the video stage
      And a slot with a deadline of 60 s is submitted
      Then the slot fails with WORKER_CRASHED and exit code 1
      And the error names the loss of worker 1 with 137, in dispatch 1 of 2
      And the slot was dispatched 1 time
      And the director reports that worker 1 ended with 137

  Rule: a crash is told as what it was

    @WRK-02
    Scenario Outline: <signal> in the middle of the video stage
      Given a director with 1 worker and 1 standby
      When worker 1 gets <signal> at the middle of the video stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with <code>
      And the slot was dispatched 2 times

      Examples:
        | signal  | code |
        | SIGSEGV | 139  |
        | SIGABRT | 134  |
        | SIGBUS  | 135  |
