@WRK-14 @sim @cpu
Feature: Every worker is lost at once

  Rule: slots that wait go on waiting, and are done in their order once there are workers again

    Scenario: SIGKILL of two workers and their standby
      Given a director with 2 workers and 1 standby
      When every worker is killed at the middle of the image stage
      And 5 slots are submitted one after the other
      Then all slots are done
      And the slots began in the order of their submission
      And the director reports that worker 1 ended with 137
