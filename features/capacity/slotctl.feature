@CNC-03 @cpu
Feature: slotctl about a slot

  Rule: it says how the slot stands, cancels it, and leaves with the exit code of what it was answered

    Scenario: one that runs, and one that nobody knows
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox" is posted without an idempotency key
      And the posted slot is given to a worker
      And slotctl asks for the "status" of the posted slot
      Then slotctl leaves with 0 and says "running"
      When slotctl asks for the "cancel" of the posted slot
      And slotctl asks for the "status" of the posted slot
      Then slotctl leaves with 0 and says "cancelled"
      When slotctl asks for the "status" of a slot that nobody knows
      Then slotctl leaves with 1 and says "NOT_FOUND"
      When slotctl asks for the "cancel" of a slot that nobody knows
      Then slotctl leaves with 1 and says "NOT_FOUND"
