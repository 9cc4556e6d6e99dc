// Clients: who submits slots.
#pragma once

#include <memory>
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
};

}  // namespace ordeal
