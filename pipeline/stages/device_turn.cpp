#include "pipeline/stages/device_turn.hpp"

namespace slots {

void DeviceTurns::begin(Stage stage, StagePace pace, const std::atomic<bool>& cancelled) {
  const std::lock_guard lock(mutex_);
  if (cancelled) throw StageCancelled{};
  device_.begin(name(stage), pace);
  running_[stage] = true;
}

void DeviceTurns::end(Stage stage) {
  const std::lock_guard lock(mutex_);
  running_[stage] = false;
  device_.end();
}

void DeviceTurns::cancel(Stage stage) {
  const std::lock_guard lock(mutex_);
  if (running_[stage]) device_.cancel(name(stage));
}

}  // namespace slots
