@GPU-08
Feature: A card that does not answer

  Rule: its worker leaves, the slot learns why at once, and the card is tried again at growing intervals

    @sim @cpu
    Scenario: lost in the middle of a stage
      Given a director with 1 worker and 3 standbys
      And the card's memory with an idle worker is noted
      When card 0 is lost in the middle of the image stage for 60 s
      And a slot with a deadline of 240 s is submitted
      Then the slot fails with GPU_LOST and exit code 1
      And the error names the image stage
      And the director reports that worker 1 ended with 70
      And the slot was dispatched 1 time
      And card 0 was tried again "1 s, 2 s, 4 s" after it had not answered
      And card 0 was given to no slot until it answered again
      And the director counts:
        | slot_director_card_lost{device="0"} | 0 |
      When a slot is submitted
      Then the slot is done within its deadline
      And the card's memory is back to that level

    @OBS-04 @sim @cpu
    Scenario: lost while nobody computes
      Given a director with 1 worker and 1 standby
      When card 0 is lost for 60 s
      Then the director knows within 5 s that card 0 is lost
      And the director is not ready, since "card 0 does not answer"
      And the director reports that worker 1 ended with 70
      And the director counts:
        | slot_director_card_lost{device="0"} | 1 |
      When a slot with a deadline of 20 s is submitted
      Then the slot fails with GPU_LOST and exit code 1
      And the error says that no worker could be had within 20000 ms
      And card 0 was given to no slot until it answered again
      And the director is ready
      When a slot is submitted
      Then the slot is done within its deadline

  Rule: with another card the slot moves, and the other card's slots go on undisturbed

    @GPU-19 @sim @cpu
    Scenario: one of two cards
      Given a director with 2 workers and 1 standby
      When card 1 is lost in the middle of the video stage for 200 s
      And 4 slots are submitted one after the other
      Then all slots are done
      And every slot that began on card 0 was dispatched 1 time
      And every slot that began on card 1 ended on card 0
