@LIF-05 @cpu
Feature: A director that cannot start

  Rule: it says why on standard error and in its log, and its exit code says of which kind it is

    Scenario Outline: <situation>
      Given a director with 1 worker and 1 standby
      When another director is started <situation>
      Then it ends with exit code <code> and says "<reason>" on standard error
      And its log says "<reason>", too
      And the director still serves

      Examples:
        | situation                                 | code | reason                   |
        | with the first one's journal              | 75   | another process holds it |
        | with a journal that is none               | 74   | it is damaged            |
        | on every address of the machine           | 78   | requests carry no token  |
        | with the address "http://127.0.0.1:99999" | 78   | an address looks like    |
        | with the address "ftp://127.0.0.1:8460"   | 78   | neither with unix: nor   |

      @WRK-08
      Examples: a port that is taken
        | situation                    | code | reason                 |
        | with the first one's address | 75   | Address already in use |

  Rule: where it has no folder for a log, it says so on standard error

    Scenario Outline: <situation>, and no log
      Given a director with 1 worker and 1 standby
      When another director is started <situation>
      Then it ends with exit code <code> and says "<reason>" on standard error

      Examples:
        | situation                               | code | reason          |
        | with a file in place of its data folder | 74   | Not a directory |
        | with its data where nobody may write    | 77   | not permitted   |
