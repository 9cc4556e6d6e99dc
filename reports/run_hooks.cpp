#include "reports/run_hooks.hpp"

namespace ordeal::reports {

using messages::HookType;

std::optional<FailedHook> RunHooks::on(const messages::Envelope& envelope) {
  if (const auto* hook = std::get_if<messages::Hook>(&envelope)) {
    if (hook->type == HookType::before_test_run || hook->type == HookType::after_test_run)
      places_[hook->id] = hook->source_reference;
  } else if (const auto* started = std::get_if<messages::TestRunHookStarted>(&envelope)) {
    running_[started->id] = {started->hook_id, started->timestamp};
  } else if (const auto* finished = std::get_if<messages::TestRunHookFinished>(&envelope)) {
    return finish(*finished);
  }
  return std::nullopt;
}

std::optional<FailedHook> RunHooks::finish(const messages::TestRunHookFinished& finished) {
  const auto running = running_.extract(finished.test_run_hook_started_id);
  const auto status = finished.result.status;
  if (status == messages::Status::passed || status == messages::Status::skipped) return std::nullopt;
  FailedHook failed{.result = finished.result};
  if (!running) return failed;
  failed.took = finished.timestamp - running.mapped().started;
  if (const auto place = places_.find(running.mapped().hook_id); place != places_.end()) {
    failed.uri = place->second.uri.value_or("");
    if (place->second.location) failed.line = place->second.location->line;
  }
  return failed;
}

}  // namespace ordeal::reports
