Feature: Clients that say nothing

  Rule: they keep neither others nor workers out

    @CAP-06 @cpu
    Scenario: thousands of connections while a worker is lost
      Given programs are started with a soft limit of 1024 descriptors
      And a director with 1 worker and 1 standby
      When 5000 clients connect to the director and say nothing
      Then the director says at once that it is healthy
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director says at once that it is healthy
