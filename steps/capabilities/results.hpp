// The files that clients fetched. Only where files are real.
#pragma once

#include <filesystem>

#include "steps/capabilities/slot_view.hpp"

namespace ordeal {

class Results {
 public:
  virtual ~Results() = default;
  // The folder with the files of a slot that is done.
  virtual std::filesystem::path folder_of(const SlotView& slot) const = 0;
};

}  // namespace ordeal
