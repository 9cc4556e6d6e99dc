Feature: Each limit is its own

  Rule: a stage that hangs is given up at its own limit, and not at another's

    @HNG-01 @sim @cpu
    Scenario Outline: the <stage> stage
      Given a director with 1 worker and 1 standby
      When a kernel of the <stage> stage never ends
      And a slot is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the slot failed <limit> after the <stage> stage was started

      Examples:
        | stage | limit |
        | audio | 3 s   |
        | image | 15 s  |
        | video | 10 s  |

    @HNG-01 @sim @cpu
    Scenario: the clip stage, whose time begins when it need not wait for video any more
      Given a director with 1 worker and 1 standby
      When a kernel of the clip stage never ends
      And a slot is submitted
      Then the slot fails with STAGE_TIMEOUT and exit code 124
      And the slot failed 2 s after the video stage was complete

  Rule: a worker that says nothing for 5 s is ended

    @cpu
    Scenario: it is stopped in the middle of the image stage
      Given the image stage takes 30 s
      And a director with 1 worker and 1 standby
      When worker 1 is stopped at the middle of the image stage
      And a slot is submitted
      Then worker 1 was ended 5 s after its last beat
      And the slot is done by the standby
