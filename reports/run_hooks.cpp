#include "reports/run_hooks.hpp"

#include "harness/messages/note.hpp"

namespace ordeal::reports {

using messages::HookType;
using messages::Status;

bool RunHook::failed() const {
  return result.status != Status::passed && result.status != Status::skipped;
}

std::optional<RunHook> RunHooks::on(const messages::Envelope& envelope) {
  if (const auto* hook = std::get_if<messages::Hook>(&envelope)) {
    if (hook->type == HookType::before_test_run || hook->type == HookType::after_test_run)
      places_[hook->id] = hook->source_reference;
  } else if (const auto* started = std::get_if<messages::TestRunHookStarted>(&envelope)) {
    running_[started->id] = {started->hook_id, started->timestamp, ""};
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&envelope)) {
    attach(*attachment);
  } else if (const auto* finished = std::get_if<messages::TestRunHookFinished>(&envelope)) {
    return finish(*finished);
  }
  return std::nullopt;
}

void RunHooks::attach(const messages::Attachment& attachment) {
  if (!attachment.test_run_hook_started_id || attachment.media_type != messages::log_media_type ||
      attachment.content_encoding != messages::ContentEncoding::identity)
    return;
  const auto running = running_.find(*attachment.test_run_hook_started_id);
  if (running == running_.end()) return;
  std::string& output = running->second.output;
  if (!output.empty() && !output.ends_with('\n')) output += '\n';
  output += attachment.body;
}

RunHook RunHooks::finish(const messages::TestRunHookFinished& finished) {
  auto running = running_.extract(finished.test_run_hook_started_id);
  RunHook hook{.result = finished.result};
  if (!running) return hook;
  hook.took = finished.timestamp - running.mapped().started;
  hook.output = std::move(running.mapped().output);
  if (const auto place = places_.find(running.mapped().hook_id); place != places_.end()) {
    hook.uri = place->second.uri.value_or("");
    if (place->second.location) hook.line = place->second.location->line;
  }
  return hook;
}

}  // namespace ordeal::reports
