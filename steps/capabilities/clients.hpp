// Clients: who submits slots.
#pragma once

#include <memory>
#include <stdexcept>
#include <vector>

#include "steps/capabilities/slot_view.hpp"

namespace ordeal {

class Clients {
 public:
  virtual ~Clients() = default;
  // Starts a client; returns at once.
  virtual SlotView& submit(SlotOrder order) = 0;
  virtual SlotView& slot() = 0;  // the last one submitted; throws when there is none
  virtual const std::vector<std::unique_ptr<SlotView>>& slots() const = 0;
  // Counted from 1, in the order of their submission; throws when there is none.
  SlotView& slot(int number) const {
    const auto count = static_cast<int>(slots().size());
    if (number < 1 || number > count) {
      throw std::logic_error("there is no slot " + std::to_string(number) + ": " + std::to_string(count) +
                             " were submitted");
    }
    return *slots()[static_cast<std::size_t>(number) - 1];
  }
};

}  // namespace ordeal
