@WRK-19 @OBS-04
Feature: A director none of whose workers can start

  Rule: it lives, is not ready, says why, and serves by itself once what was broken is mended

    @sim @cpu
    Scenario: the worker program is missing
      When the worker program is missing
      And a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "No such file or directory"
      When a slot is submitted
      And what was broken is mended
      Then the slot is done within its deadline
      And the director is ready

    @sim @cpu
    Scenario: each start of a worker ends with 71
      When the next 4 starts of worker 1 end with exit code 71
      And the next 4 starts of worker 2 end with exit code 71
      And a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "worker 1 ended with exit code 71"
      And the director is ready
      When a slot is submitted
      Then the slot is done within its deadline

    @GPU-09 @mvp @sim @cpu
    Scenario: no card answers
      When card 0 is lost for 60 s
      And a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "worker 1 ended with exit code 71"
      And the director reports that worker 1 ended with 71
      And worker 1 was started again after "1 s, 2 s, 4 s, 8 s"
      When a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline
      And the director is ready

    @GPU-09 @mvp @cpu
    Scenario: no card answers, as the worker's own words say
      When card 0 is lost for 60 s
      And a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "card 0 is lost: it does not answer until it is restored"
      And the director's log has the last words of worker 1: "no device is usable: sim: card 0 is lost"

    @cpu
    Scenario: its device is not there, as the worker's own words say
      Given the device of a card is "abacus"
      And the fallback of a card is "slide rule"
      When a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "no device is usable: abacus: there is no such device"
      And the director's log has the last words of worker 1: "no device is usable: abacus: there is no such device"

  Rule: a slot that waits for a worker in vain is told why

    @sim @cpu
    Scenario: no worker can be started until its deadline
      When the worker program is missing
      And a director with 1 worker and 1 standby is started that may get none
      And a slot with a deadline of 20 s is submitted
      Then the slot fails with DEADLINE_EXCEEDED and exit code 124
      And the slot was over at its deadline
      And the error says "no worker could make it"
      And the error says "No such file or directory"

  Rule: where slots shall not wait, they are refused with the reason

    @sim @cpu
    Scenario: its client comes back later
      Given slots are refused while no worker can make them
      When the worker program is missing
      And a director with 1 worker and 1 standby is started that may get none
      Then the director is not ready, since "No such file or directory"
      When a slot with the prompt "fox" is posted without an idempotency key
      Then the last post is answered with 503 WORKER_START_FAILED
      And it says to come back after 1 s
