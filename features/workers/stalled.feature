@WRK-16 @sim @cpu
Feature: A worker that beats and makes no step

  Rule: it is unhealthy after three times the time of a step, long before its stage's limit, and its slot moves

    Scenario: a kernel of a long image stage never ends
      Given the image stage takes 60 s
      And a director with 1 worker and 1 standby
      When a kernel of the image stage never ends
      And a slot with a deadline of 600 s is submitted
      Then the director ends worker 1, since "its stage has made no step for 45000 ms, limit 45000 ms"
      And the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
      And the director reports that worker 1 ended with 137

    Scenario: three times its step are less than 20 s
      Given the image stage takes 20 s
      And a director with 1 worker and 1 standby
      When a kernel of the image stage never ends
      And a slot with a deadline of 600 s is submitted
      Then the director ends worker 1, since "its stage has made no step for 20000 ms, limit 20000 ms"
      And the slot is done within its deadline by the standby
      And the slot was dispatched 2 times
