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
      Then so many were before each of them when it was posted: "0, 0, 0, 0, 2"
      And the posted slots begin in the order "1, 4, 3, 5, 2"
      And the director has made the posted slots

  Rule: a client that asks for much keeps no other from being served in its turn

    Scenario: one client's slots all have less time than the other's
      Given a director with 1 worker and 1 standby
      When slots of these clients are posted one after the other:
        | greedy | 200 |
        | greedy | 200 |
        | greedy | 200 |
        | greedy | 200 |
        | greedy | 200 |
        | modest | 290 |
      Then the posted slots begin in the order "1, 2, 3, 6, 4, 5"
      And the director has made the posted slots
