// The only way a step waits.
#pragma once

#include <functional>

#include "pipeline/task/time.hpp"

namespace ordeal {

class Wait {
 public:
  virtual ~Wait() = default;
  // Until `happened` holds (true) or `within` (nominal) has passed. The world and the faults go on meanwhile.
  // On sim the window is exact: what happens after it has not happened yet.
  virtual bool await(const std::function<bool()>& happened, slots::Duration within) = 0;
};

}  // namespace ordeal
