// A stage's turns on the device. Inside pipeline/stages only.
#pragma once

#include <atomic>
#include <mutex>

#include "pipeline/env/device_plugin.hpp"
#include "pipeline/stages/stage_result.hpp"

namespace slots {

// Which stages are on the device now, so that a cancellation reaches those and never waits there for the next
// slot.
class DeviceTurns {
 public:
  explicit DeviceTurns(DevicePlugin& device) : device_(device) {}

  DevicePlugin& device() { return device_; }
  void begin(Stage, StagePace, const std::atomic<bool>& cancelled);  // throws StageCancelled
  void end(Stage);
  void cancel(Stage);

 private:
  DevicePlugin& device_;
  std::mutex mutex_;
  ByStage<bool> running_;
};

// One turn, on the stage's own thread.
class DeviceTurn {
 public:
  DeviceTurn(DeviceTurns& turns, Stage stage, StagePace pace, const std::atomic<bool>& cancelled)
      : turns_(turns), stage_(stage) {
    turns_.begin(stage, pace, cancelled);
  }
  ~DeviceTurn() { turns_.end(stage_); }
  DeviceTurn(const DeviceTurn&) = delete;
  DeviceTurn& operator=(const DeviceTurn&) = delete;

  // Waits for all that was launched, so that what fails late is still blamed on this stage.
  DeviceCounts finish() {
    turns_.device().synchronize();
    return turns_.device().counts();
  }

 private:
  DeviceTurns& turns_;
  Stage stage_;
};

}  // namespace slots
