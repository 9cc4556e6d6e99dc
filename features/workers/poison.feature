@WRK-05 @sim @cpu
Feature: A slot that ends its workers

  Rule: it is given to two of them, and to no third

    Scenario: each worker hits an illegal address in its video stage
      Given a director with 1 worker and 2 standbys
      When the video stage hits an illegal address each time
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with WORKER_CRASHED and exit code 1
      And the error says what the worker was lost for: CUDA_ERROR in the video stage
      And the slot was dispatched 2 times
      And the director reports that worker 1 ended with 70
