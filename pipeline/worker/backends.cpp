#include "pipeline/worker/backends.hpp"

namespace slots {

Backends::Opened Backends::open(int index, std::size_t first) const {
  Opened opened;
  for (std::size_t n = first; n < names_.size(); ++n) {
    const int card = n == 0 ? index : 0;
    std::string why = "it cannot be opened";
    opened.plugin = open_(names_[n], card, why);
    opened.backend = n;
    opened.index = card;
    if (opened.plugin) break;
    opened.passed_over += (opened.passed_over.empty() ? "" : "; ") + names_[n] + ": " + why;
  }
  return opened;
}

Backends::Opened Backends::open_any(int cards) const {
  std::string why, all;
  for (int card = 0; card < cards; ++card) {
    if (auto plugin = open_(names_.front(), card, why))
      return {.plugin = std::move(plugin), .backend = 0, .index = card, .passed_over = {}};
    const std::string said = names_.front() + ": " + why;
    if (all.find(said) == std::string::npos) all += (all.empty() ? "" : "; ") + said;
  }
  Opened opened = open(0, 1);
  opened.passed_over = all + (opened.passed_over.empty() ? "" : "; " + opened.passed_over);
  return opened;
}

}  // namespace slots
