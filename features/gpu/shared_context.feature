@GPU-24 @sim
Feature: A context that is shared with programs of others

  Rule: a co-runner's fault ends every client; all start anew, and neither slot nor card is to blame

    Scenario: the fault of a program that is not ours
      Given a slot may be given to 1 worker only
      And a director with 2 workers and 2 standbys
      When a co-runner's fault ends the context that worker 1 and worker 2 share with it
      And 2 slots are submitted
      Then all slots are done
      And every slot was dispatched 2 times
      And the director reports that worker 1 ended with 70
      And the director reports that worker 2 ended with 70
      And worker 1 stands by again
      And worker 2 stands by again
