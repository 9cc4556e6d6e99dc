Feature: A standby that holds the models

  Rule: it takes over without a file, a download or the model server

    @WRK-01 @cpu
    Scenario: every model file is gone when the worker is killed
      Given the models are on the worker's disk
      And a director with 1 worker and 1 standby
      And worker 2 stands by with the models in its memory
      And the model files on the worker's disk are gone
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director reports that worker 1 ended with 137
      And worker 2 has fetched no model

    @WRK-01 @sim @cpu
    Scenario: whoever takes a killed worker's place is prepared, too
      Given a director with 1 worker and 1 standby
      And worker 2 stands by with the models in its memory
      When worker 2 is killed at once
      Then worker 2 stands by again
      And worker 2 stands by with the models in its memory
