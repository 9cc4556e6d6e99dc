@WRK-15 @mvp
Feature: What there is of a slot whose worker is lost

  Rule: what its stages had made is returned, marked partial, with the error

    Scenario Outline: SIGKILL at the <moment> of the <stage> stage
      Given a slot is given to 1 worker at most
      And a director with 1 worker and 1 standby
      When worker 1 is killed at the <moment> of the <stage> stage
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with WORKER_CRASHED and exit code 1
      And there is of it what these stages made: "<made>"
      And the director says the same of it to whoever asks
      And the director reports that worker 1 ended with 137

      @sim @cpu
      Examples: while the frames are made
        | moment | stage | made         |
        | start  | video | audio, image |
        | middle | video | audio, image |

      @sim
      Examples: when the frames are there
        | moment | stage | made                |
        | end    | clip  | audio, image, video |

  Rule: nothing is returned of which no stage was done

    @sim @cpu
    Scenario: SIGKILL at the start of the audio stage
      Given a slot is given to 1 worker at most
      And a director with 1 worker and 1 standby
      When worker 1 is killed at the start of the audio stage
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with WORKER_CRASHED and exit code 1
      And there is nothing of it
