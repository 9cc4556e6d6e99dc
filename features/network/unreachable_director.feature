@NET-08 @cpu
Feature: A director that cannot be reached

  Rule: slotctl leaves within a limit, and says which of the three it is

    Scenario: nobody listens
      When slotctl asks a director that refuses connections
      Then slotctl leaves with 69 and says "refuses connections: no program listens there"

    Scenario: a black hole
      When slotctl asks a director that neither takes nor refuses connections
      Then slotctl leaves with 69 and says "nothing refuses the connection, and nothing takes it"

    Scenario: a name that is not resolved
      When slotctl asks a director whose name nobody knows
      Then slotctl leaves with 69 and says "the name director.invalid is not resolved"
