@fault
Feature: What the store acknowledged survives a crash

  Background:
    Given a running store
    And these are set:
      | key    | value |
      | colour | green |
      | shape  | round |

  Scenario: the server is killed
    When the server is ended by SIGKILL
    And the server is started again
    Then "colour" is "green"
    And the store holds 2 keys

  Scenario: the server was killed while it wrote a record
    When the server is ended by SIGKILL
    And half a record stands at the end of its log
    And the server is started again
    Then "shape" is "round"
    And the store holds 2 keys

  Scenario: the server is asked to end
    When the server is ended by SIGTERM
    And the server is started again
    Then "shape" is "round"

  Scenario: the server hangs for a while
    When the server hangs
    Then the server does not answer
    When the server goes on
    Then "colour" is "green"
