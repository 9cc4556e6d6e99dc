@CAP-02 @sim @cpu
Feature: The order of slots that wait

  Rule: the earliest deadline is served first, and of equal ones the first that came

    Scenario: later slots have less time
      Given a director with 1 worker and 1 standby
      When slots with these deadlines are posted one after the other:
        | 300 |
        | 290 |
        | 280 |
        | 120 |
        | 280 |
      Then the posted slots begin in the order "1, 4, 3, 5, 2"
      And the director has made the posted slots
