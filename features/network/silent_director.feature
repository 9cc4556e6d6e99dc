Feature: A director that says nothing any more

  Rule: its client leaves at its deadline and a grace

    @NET-16 @sim @cpu
    Scenario: silence while the slot is made
      Given a director with 1 worker and 1 standby
      When the director falls silent at the start of the image stage
      And a slot with a deadline of 60 s is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
      And the error says that 70000 ms were waited, and that the deadline was 60000 ms

    @LIF-01 @sim
    Scenario: Ctrl-C twice
      Given a director with 1 worker and 1 standby
      When the director falls silent at the start of the image stage
      And a slot is submitted
      And the director has fallen silent
      And the client is interrupted
      And the client is interrupted
      Then slotctl exits within 1 s with code 130

  Rule: whoever follows a slot hears that the director lives

    @NET-16 @cpu
    Scenario: a stream without news
      Given the video stage takes 60 s
      And a director with 1 worker and 1 standby
      When a slot is submitted
      Then the slot's event stream says within 15 s that it is alive
      And the slot is done
      And whoever follows the slot from its event 3 on is told event 4 first
