#include "steps/capabilities/slot_view.hpp"

#include <algorithm>
#include <stdexcept>

namespace ordeal {

bool SlotView::has_event(std::string_view type) const {
  return std::any_of(events.begin(), events.end(), [&](const auto& event) { return event.type == type; });
}

std::vector<slots::SlotEvent> SlotView::events_of(std::string_view type) const {
  std::vector<slots::SlotEvent> found;
  std::copy_if(events.begin(), events.end(), std::back_inserter(found),
               [&](const auto& event) { return event.type == type; });
  return found;
}

slots::Duration SlotView::took() const {
  if (!settled_at) throw std::logic_error("the slot is not settled: its client has not shown how it ended");
  return *settled_at - submitted_at;
}

}  // namespace ordeal
