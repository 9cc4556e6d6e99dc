// A slot as its user sees it: what was ordered, and what slotctl showed of it.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/protocol/messages.hpp"
#include "pipeline/task/time.hpp"

namespace ordeal {

struct SlotOrder {
  std::string prompt = "a red fox under the old oak";
  std::string script = "good evening, this is the news from the harbour";
  // Nominal. Far enough for a busy machine: what a deadline does is tested by scenarios that name one.
  std::optional<slots::Duration> deadline = std::chrono::minutes(3);
  std::uint64_t seed = 1;
};

// One `slotctl generate`, as its user sees it.
struct SlotView {
  SlotOrder order;
  std::string id;                        // once accepted
  std::optional<int> exit_code;          // once slotctl has ended
  std::optional<slots::Error> error;     // as slotctl --json says it
  boost::json::object result;            // slot.json
  std::vector<slots::SlotEvent> events;  // as they came
  std::filesystem::path out;             // folder of the results; empty on sim
  // By the world's own clock (World::elapsed), whatever the pipeline says of its times.
  slots::Duration submitted_at{};              // when slotctl was started
  std::optional<slots::Duration> accepted_at;  // when slotctl showed that it was accepted
  std::optional<slots::Duration> settled_at;   // when slotctl showed the event that ends the slot

  bool over() const { return exit_code.has_value(); }
  // From its submission until it was settled; throws when it has not been.
  slots::Duration took() const;
  bool has_event(std::string_view type) const;
  // Those of one type, in order.
  std::vector<slots::SlotEvent> events_of(std::string_view type) const;
};

}  // namespace ordeal
