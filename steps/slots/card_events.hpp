// What the director's log says of a card.
#pragma once

#include <string_view>

#include "steps/capabilities/events.hpp"

namespace ordeal {

inline bool is_of(const ProgramEvent& event, std::string_view name, std::int64_t card) {
  const auto* device = event.name == name ? event.fields.if_contains("device") : nullptr;
  return device && device->to_number<std::int64_t>() == card;
}

// How many events of this name it has of the card.
inline std::size_t count_of(Events& events, std::string_view name, std::int64_t card) {
  std::size_t count = 0;
  for (const ProgramEvent& event : events.log("director")) count += is_of(event, name, card) ? 1 : 0;
  return count;
}

}  // namespace ordeal
