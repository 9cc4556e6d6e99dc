@SEC-02
Feature: Requests that are too much

  Rule: each limit is named with both numbers, and nothing is run

    @sim @cpu
    Scenario: texts without an end, NULs and absurd deadlines
      Given a director with 1 worker and 1 standby
      When slots with these fields are posted, which must get these answers:
        | field       | value                | answer                | says                                               |
        | prompt      | 78 words             | 400 INVALID_REQUEST   | prompt has 78 tokens, at most 77 are allowed       |
        | prompt      | 7701 bytes           | 400 INVALID_REQUEST   | prompt has 7701 bytes, at most 7700 are allowed    |
        | prompt      | 900000 bytes         | 400 INVALID_REQUEST   | prompt has 900000 bytes, at most 7700 are allowed  |
        | prompt      | "a red\u0000fox"     | 400 INVALID_REQUEST   | prompt has a NUL character at byte 5               |
        | prompt      | "..."                | 400 INVALID_REQUEST   | prompt has no word                                 |
        | script      | 501 words            | 400 INVALID_REQUEST   | script has 501 words, at most 500 are allowed      |
        | script      | 50001 bytes          | 400 INVALID_REQUEST   | script has 50001 bytes, at most 50000 are allowed  |
        | script      | "good\u0000evening"  | 400 INVALID_REQUEST   | script has a NUL character at byte 4               |
        | script      | "..."                | 400 INVALID_REQUEST   | script has no word                                 |
        | script      | 7                    | 400 INVALID_REQUEST   | script must be a string                            |
        | deadline_ms | 3600001              | 400 INVALID_REQUEST   | deadline_ms is 3600001, at most 3600000 is allowed |
        | deadline_ms | 9223372036854775807  | 400 INVALID_REQUEST   | deadline_ms is 9223372036854775807                 |
        | deadline_ms | 1e300                | 400 INVALID_REQUEST   | deadline_ms must be a whole number                 |
        | deadline_ms | 0                    | 408 DEADLINE_EXCEEDED | the deadline was 0 ms ago                          |
        | deadline_ms | -9223372036854775808 | 408 DEADLINE_EXCEEDED | the deadline was 9223372036854775808 ms ago        |
        | seed        | -1                   | 400 INVALID_REQUEST   | seed must be a whole number, at least 0            |
        | colour      | "red"                | 400 INVALID_REQUEST   | colour is not known                                |
      Then each request got its answer
      And no slot was accepted

    @sim @cpu
    Scenario: all that is wrong with a request is said at once
      Given a director with 1 worker and 1 standby
      When a slot with all of these fields is posted:
        | prompt      | 78 words |
        | script      | "..."    |
        | deadline_ms | 3600001  |
      Then the last post is answered with 400 INVALID_REQUEST
      And it names all of these fields in its message and its details
      And the director's log says that a request was refused with INVALID_REQUEST

    @cpu
    Scenario: bodies of more than 1 MiB
      Given a director with 1 worker and 1 standby
      When slots with these fields are posted, which must get these answers:
        | field  | value         | answer                | says                                   |
        | prompt | 1048000 bytes | 400 INVALID_REQUEST   | prompt has 1048000 bytes, at most 7700 |
        | prompt | 1048576 bytes | 413 PAYLOAD_TOO_LARGE | 1048576 bytes                          |
        | prompt | 9000000 bytes | 413 PAYLOAD_TOO_LARGE | 1048576 bytes                          |
      Then each request got its answer
      And no slot was accepted

    @sim @cpu
    Scenario Outline: the <what> that is allowed
      Given a director with 1 worker and 1 standby
      When a slot with "<field>" of "<value>" is posted
      Then the posted slot is accepted and can be cancelled

      Examples:
        | what                      | field       | value       |
        | longest prompt            | prompt      | 7700 bytes  |
        | prompt of the most tokens | prompt      | 77 words    |
        | longest script            | script      | 50000 bytes |
        | script of the most words  | script      | 500 words   |
        | longest deadline          | deadline_ms | 3600000     |
