#include "pipeline/director/collection.hpp"

#include <algorithm>

#include "pipeline/protocol/artefact.hpp"

namespace slots {

void Collection::made(const Slot& slot) {
  give_up_late_ones();
  const auto files = artefacts_of(slot.made() ? *slot.made() : boost::json::object());
  if (!files) return;
  Waiting waiting{.until = patience_from_now()};
  for (const Artefact& file : *files) waiting.files.insert(file.name);
  if (!waiting.files.empty()) waiting_[slot.id] = std::move(waiting);
}

void Collection::fetched(const std::string& slot, const std::string& file) {
  const auto found = waiting_.find(slot);
  if (found == waiting_.end()) return;
  found->second.files.erase(file);
  found->second.until = patience_from_now();
  if (found->second.files.empty()) waiting_.erase(found);
  changed_.notify();
}

void Collection::give_up_late_ones() {
  std::erase_if(waiting_, [now = env_.clock.now()](const auto& entry) { return entry.second.until <= now; });
}

Task<void> Collection::over() {
  const auto next = [](Event& event) -> Task<bool> {
    co_await event.wait();
    co_return true;
  };
  for (;;) {
    give_up_late_ones();
    if (waiting_.empty()) co_return;
    const auto earliest =
        std::min_element(waiting_.begin(), waiting_.end(),
                         [](const auto& a, const auto& b) { return a.second.until < b.second.until; });
    co_await until(env_.loop, earliest->second.until, next(changed_));
  }
}

}  // namespace slots
