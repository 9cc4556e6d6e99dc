@CNC-01 @sim @cpu
Feature: Ctrl-C

  Rule: the server is told, the client leaves with 130, and the card's memory comes back

    Scenario Outline: in the <stage> stage
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When the client is interrupted at the middle of the <stage> stage
      And a slot is submitted
      Then slotctl exits with code 130
      And the director was told that the slot is cancelled
      And the <stage> stage was stopped before it ended
      And the card's memory is back to that level
      And worker 1 still runs

      Examples:
        | stage |
        | audio |
        | image |
        | video |
        | clip  |

    Scenario Outline: <signal> in the image stage
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      And its image stage has started
      And the client gets <signal>
      Then slotctl exits with code <code>
      And the director was told that the slot is cancelled
      And worker 1 still runs

      Examples:
        | signal  | code |
        | SIGTERM | 143  |
        | SIGHUP  | 129  |

  Rule: who cancels is told what there was to cancel

    @CNC-03
    Scenario: twice, too late, and what nobody knows
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      Then to cancel it is answered with "204"
      And to cancel it is answered with "204"
      When a slot with the prompt "a blue whale" is posted without an idempotency key
      Then posted slot 2 is done
      And to cancel it is answered with "409 CONFLICT"
      And to cancel a slot that nobody knows is answered with "404 NOT_FOUND"

  Rule: a stage that hangs keeps nobody from leaving

    @HNG-10
    Scenario: while a kernel of the image stage never ends
      Given a director with 1 worker and 1 standby
      And the card's memory with an idle worker is noted
      When a kernel of the image stage never ends
      And a slot is submitted
      And the fault has struck
      And the client is interrupted
      Then slotctl exits with code 130
      And the director was told that the slot is cancelled
      And the director reports that worker 1 ended with 137
      And the next slot is done by the standby
      And the card's memory is back to that level
