// Faults of a scenario.
#pragma once

#include <memory>

#include "faults/descriptor.hpp"

namespace ordeal {

class Faults {
 public:
  virtual ~Faults() = default;
  // Arms a fault for the rest of the scenario.
  virtual Fault& arm(std::unique_ptr<Fault> fault) = 0;
  // Takes away those that were armed; their evidence stays.
  virtual void cure() = 0;
  // Every fault that was armed has landed.
  virtual bool landed() const = 0;
  // Where faults strike.
  virtual FaultPlace& place() = 0;
};

}  // namespace ordeal
