// What `slotctl --json` prints, line by line: {"accepted":…}, {"event":…}, {"done":…}, {"error":…}.
#pragma once

#include <functional>

#include "steps/capabilities/slot_view.hpp"
#include "steps/worlds/growing_file.hpp"

namespace ordeal {

class ClientOutput {
 public:
  explicit ClientOutput(std::filesystem::path file) : file_(std::move(file)) {}
  // Takes in the lines that came since the last call; events go to `take_event`, everything else into the
  // view.
  void read_into(SlotView& view, const std::function<void(slots::SlotEvent)>& take_event);

 private:
  GrowingFile file_;
};

}  // namespace ordeal
