Feature: A healthy slot

  One slot is a piece of video with sound: audio ∥ image → video → clip.

  Rule: what can run at the same time does

    @SLT-01 @sim @cpu @cuda
    Scenario: audio beside image, clip over the end of video
      Given the audio stage takes 8 s
      And the image stage takes 6 s
      And the video stage takes 12 s
      And a director with 1 worker and 1 standby
      When a slot is submitted
      Then the slot is done within its deadline
      And the audio and image stages ran at the same time
      And the video stage started when the audio and image stages were over
      And the clip stage started before the video stage was over
      And the slot took as long as the longer of audio and image, video, and the rest of clip

  Rule: a slot says when each of its stages was complete

    @SLT-02 @sim @cpu @cuda
    Scenario: checkpoints and slot.json
      Given a director with 1 worker and 1 standby
      When a slot is submitted
      Then the slot is done
      And its client was told each of its steps once
      And each stage has one checkpoint with its milliseconds, in the order in which the stages ended
      And slot.json's generation time lies between the last checkpoint and the end
      And slot.json says whether the deadline was met
      And slot.json's breakdown has the milliseconds of each stage

  Rule: what is made is what was asked for

    @SLT-03 @cpu @cuda
    Scenario: two prompts and two scripts
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox under the old oak" and the script "good evening from the harbour" is submitted
      And a slot with the prompt "stormy sea at night" and the script "the wind turns north at midnight" is submitted
      Then both slots are done
      And their files open as sound, pictures and video
      And their pictures and their sounds differ
      And each slot's keyframes pass the gate with its own prompt by at least 0.1
      And each slot's keyframes fail the gate with the other's prompt
      And each slot.json has the scores of its keyframes

    @SLT-05 @cpu
    Scenario: the same twice
      Given a director with 1 worker and 1 standby
      When a slot with the prompt "a red fox under the old oak" and the script "good evening from the harbour" is submitted
      And a slot with the prompt "a red fox under the old oak" and the script "good evening from the harbour" is submitted
      Then both slots are done
      And their files are the same, byte by byte

    @SLT-05 @cpu
    Scenario: another seed
      Given a director with 1 worker and 1 standby
      When a slot with the seed 7 is submitted
      And a slot with the seed 8 is submitted
      Then both slots are done
      And their pictures differ, and their sounds are the same

  Rule: a slot leaves nothing behind in the programs that made it

    @SLT-04 @sim @cpu
    Scenario: what is over long ago is forgotten, and its files go
      Given the last 2 slots that are over are kept
      And a director with 1 worker and 1 standby
      When 3 slots are made in a row
      Then the director knows slot 1 no more

    @SLT-04 @cpu
    Scenario: slots in a row
      Given a director with 1 worker and 1 standby
      When 4 slots are made in a row
      And what the director and worker 1 hold is noted
      And 12 slots are made in a row
      Then worker 1 holds no more memory than then, but for 14 MB
      And they hold as many descriptors and threads as then
