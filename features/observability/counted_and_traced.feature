Feature: What an operator can read of a slot

  Background:
    Given a director with 1 worker and 1 standby

  Rule: one id leads from the client to every log line about its slot

    @OBS-01 @sim @cpu
    Scenario: a slot that lost its worker
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And everything that was said of the slot carries one correlation id
      And the worker's log names the slot

  Rule: counters say what happened

    @OBS-01 @sim @cpu
    Scenario: a slot that lost its worker, and one that was refused
      When worker 1 is killed at the middle of the image stage
      And a slot with a deadline of 240 s is submitted
      Then the slot is done within its deadline by the standby
      And the director counts:
        | slot_director_slots_accepted_total                             | 1 |
        | slot_director_slots_finished_total{code="",state="done"}       | 1 |
        | slot_director_slots_waiting                                    | 0 |
        | slot_director_dispatches_total{worker="worker 1"}              | 1 |
        | slot_director_dispatches_total{worker="worker 2"}              | 1 |
        | slot_director_decisions_total{answer="again",place="dispatch"} | 1 |
        | slot_director_worker_exits_total{exit="137",worker="worker 1"} | 1 |
        | slot_director_stage_seconds_count{stage="video"}               | 1 |

    @OBS-01 @sim @cpu
    Scenario: a slot that is done
      When a slot is submitted
      Then the slot is done within its deadline
      And the director counts the seconds of the slot's stages

    @OBS-04 @sim @cpu
    Scenario: the memory of a card
      When a slot is submitted
      Then the slot is done
      And the director shows the memory of the card that worker 1 holds

    @OBS-01 @sim @cpu
    Scenario: a slot that fails, and a request that is refused
      When every allocation of the image stage fails
      And a slot is submitted
      Then the slot fails with CUDA_OUT_OF_MEMORY and exit code 1
      When a slot with "prompt" of "78 words" is posted
      Then the last post is answered with 400 INVALID_REQUEST
      And the director counts:
        | slot_director_slots_accepted_total                                           | 1 |
        | slot_director_slots_finished_total{code="CUDA_OUT_OF_MEMORY",state="failed"} | 1 |
        | slot_director_slots_refused_total{code="INVALID_REQUEST"}                    | 1 |
