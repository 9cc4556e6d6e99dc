// Whether a profile, its card and the limits of the card fit together, told before anything starts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slots {

struct BudgetChoice {
  std::string profile, device;
  std::int64_t soft_limit_bytes = 0, hard_limit_bytes = 0;  // 0: as the profile says
  std::string capacity_bytes;                               // of a simulated card; "": as the profile says
  bool has_fallback = false;  // then a device that this build has not is passed over, and no mistake
};

// For people, one line each, all of them; empty: it fits.
std::vector<std::string> problems_of(const BudgetChoice& choice);

}  // namespace slots
