@GPU-23 @sim @cpu
Feature: What a card's driver reports, and no program on the card sees

  Rule: what the driver has dealt with changes nothing

    Scenario Outline: <said>, and a slot after it
      Given a director with 1 worker and 1 standby
      When card 0 reports XID <xid>
      Then the director answers "<said>" of card 0 with "<answer>"
      When a slot is submitted
      Then the slot is done within its deadline
      And card 0 has got 1 worker
      And worker 1 still runs

      Examples:
        | xid | said   | answer       |
        | 43  | XID 43 | ignore       |
        | 63  | XID 63 | ignore       |
        | 7   | XID 7  | ask a person |

  Rule: where the program is to start anew, its slot ends first, and the next worker has the card

    Scenario Outline: <said> in the middle of a slot
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      And its video stage has started
      And card 0 reports <report>
      Then the director answers "<said>" of card 0 with "restart the program"
      And the slot is done within its deadline
      And the slot was dispatched 1 time
      And the director reports that worker 1 ended with 0
      And card 0 has got 2 workers

      Examples:
        | report                                    | said                      |
        | XID 94                                    | XID 94                    |
        | XID 31                                    | XID 31                    |
        | XID 13                                    | XID 13                    |
        | 2 memory errors that it could not correct | uncorrected memory errors |

  Rule: a card that must be reset is left by its workers, and gets one again after the reset

    Scenario Outline: <said>
      Given a director with 1 worker and 1 standby
      When card 0 reports XID <xid>
      Then the director answers "<said>" of card 0 with "<answer>"
      And nobody is on card 0
      And the director is not ready, since "card 0 gets no worker until it was reset"
      And card 0 gets no worker for 60 s
      When an operator resets card 0
      Then card 0 has got 2 workers
      And the director says that card 0 is withdrawn and restored once
      When a slot is submitted
      Then the slot is done within its deadline
      And the director counts:
        | slot_director_card_reports_total{action="<answer>",device="0",said="<said>"} | 1 |
        | slot_director_card_withdrawn{device="0"}                                     | 0 |

      Examples:
        | xid | said    | answer           |
        | 48  | XID 48  | reset the card   |
        | 119 | XID 119 | reset the card   |
        | 79  | XID 79  | replace the card |

    Scenario: the slots of a card that must be reset are made on the other
      Given a director with 2 workers and 1 standby
      When card 1 reports XID 119
      Then nobody is on card 1
      When 3 slots are submitted
      Then all slots are done
      And every slot was dispatched 1 time
      And card 0 has got 1 worker
      When an operator resets card 1
      Then card 1 has got 2 workers
