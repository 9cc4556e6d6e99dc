@CNC-05 @sim @cpu
Feature: Requests and their idempotency keys

  Rule: without a key each request is a slot of its own

    Scenario: two programs ask for different things
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And a slot with the prompt "a blue whale" is posted without an idempotency key
      Then each of the 2 posted slots is another one and can be cancelled

    Scenario: two programs ask for the same
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And a slot with the prompt "a red fox" is posted without an idempotency key
      Then each of the 2 posted slots is another one and can be cancelled

  Rule: a key names one slot

    Scenario: a request is repeated, since its answer was lost
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted with the idempotency key "one"
      And a slot with the prompt "a red fox" is posted with the idempotency key "one"
      Then all posts were given the same slot, which can be cancelled

    Scenario: another request with the same key
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted with the idempotency key "one"
      And a slot with the prompt "a blue whale" is posted with the idempotency key "one"
      Then the last post is answered with 409 CONFLICT

    Scenario: another request with the same key, which differs in one field
      Given a director with 1 worker and 1 standby
      When slots with these fields are posted with the idempotency key "one", which must get these answers:
        | field       | value   | answer       | says              |
        | seed        | 1       | 202          |                   |
        | prompt      | "a fox" | 409 CONFLICT | with another body |
        | script      | "good"  | 409 CONFLICT | with another body |
        | deadline_ms | 170000  | 409 CONFLICT | with another body |
        | seed        | 2       | 409 CONFLICT | with another body |
        | seed        | 1       | 202          |                   |
      Then each request got its answer
      And the director counts:
        | slot_director_slots_accepted_total                 | 1 |
        | slot_director_slots_refused_total{code="CONFLICT"} | 4 |
