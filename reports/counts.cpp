#include "reports/counts.hpp"

#include <numeric>

#include "reports/scenario_text.hpp"

namespace ordeal::reports {

std::size_t Counts::all() const {
  return std::accumulate(by_ending_.begin(), by_ending_.end(), std::size_t{0});
}

std::size_t Counts::failures() const {
  std::size_t failures = 0;
  for (int i = 0; i < endings; ++i) {
    if (is_failure(static_cast<Ending>(i))) failures += of(static_cast<Ending>(i));
  }
  return failures;
}

std::string Counts::text(const Paint& paint) const {
  std::string list;
  for (int i = 0; i < endings; ++i) {
    const auto ending = static_cast<Ending>(i);
    if (of(ending) == 0) continue;
    list += (list.empty() ? "" : ", ") +
            paint.by(ending, std::to_string(of(ending)) + " " + std::string(to_string(ending)));
  }
  return counted(all(), "scenario") + (list.empty() ? "" : " (" + list + ")");
}

}  // namespace ordeal::reports
