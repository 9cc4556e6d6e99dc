// Server-sent events (HTML standard, section 9.2): a slot's events as text, and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/protocol/messages.hpp"

namespace slots {

inline constexpr std::size_t kEventLimit = 1 << 20;  // bytes of one event

// "id: 7\nevent: progress\ndata: {…}\n\n", the data being the whole SlotEvent. What cannot stand in the line
// of its type (a line break, a NUL, what is not ASCII) is a '_' there.
std::string event_text(const SlotEvent& event);

// Puts events together from pieces of any size. Comments and unknown fields are skipped.
class EventReader {
 public:
  // The events that `piece` completes; an error when one is no SlotEvent or too long.
  Result<std::vector<SlotEvent>> feed(std::string_view piece);

 private:
  Result<void> line(std::string_view text, std::vector<SlotEvent>& events);
  std::string partial_, data_;
};

}  // namespace slots
