Feature: Model files on disk

  Rule: a corrupt file is never loaded; it is deleted, fetched and verified

    @MOD-01 @mvp @cpu @cuda
    Scenario: one byte is flipped before loading
      Given the models are on the worker's disk
      And a byte of the image model on the worker's disk is flipped
      And the sum of the image model on the worker's disk is noted
      And a director with 1 worker and 1 standby
      When a slot is submitted
      Then the slot is done
      And the worker reports MODEL_CORRUPTED of the image model with that sum and the right one
      And the image model was fetched again
      And the model files on the worker's disk are those of the manifest
