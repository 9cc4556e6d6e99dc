#include "harness/messages/sink.hpp"

#include <algorithm>

namespace ordeal::messages {

Splitter::Splitter(std::vector<std::unique_ptr<Sink>> sinks) : sinks_(std::move(sinks)) {}

void Splitter::on(const Envelope& envelope) {
  for (const auto& sink : sinks_) sink->on(envelope);
}

bool Splitter::wants_plan() const {
  return std::any_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->wants_plan(); });
}

void Splitter::tick(Timestamp now) {
  for (const auto& sink : sinks_) sink->tick(now);
}

boost::system::result<void, std::string> Splitter::finish() {
  std::string errors;
  for (const auto& sink : sinks_) {
    if (const auto finished = sink->finish(); finished.has_error()) {
      errors += (errors.empty() ? "" : "\n") + finished.error();
    }
  }
  if (!errors.empty()) return errors;
  return {};
}

}  // namespace ordeal::messages
