Feature: A key-value store

  Background:
    Given a running store

  @smoke
  Scenario Outline: <what> comes back as it was set
    When "greeting" is set to "<value>"
    Then "greeting" is "<value>"

    Examples:
      | what           | value          |
      | a word         | hello          |
      | a sentence     | good evening ! |
      | another script | Γειά σου       |

  Scenario: the last value counts
    When these are set:
      | key    | value |
      | colour | red   |
      | colour | green |
      | shape  | round |
    Then "colour" is "green"
    And the store holds 2 keys
    And there is no "size"
