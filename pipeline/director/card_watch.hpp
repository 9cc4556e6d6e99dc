// Hears what the cards' drivers report, and answers as the vendor says: programs that must start anew leave
// between slots; a card that must be reset gets no worker until it is well again. The reset itself is an
// operator's: it needs rights that a director has not.
#pragma once

#include "pipeline/director/placement.hpp"

namespace slots {

class CardWatch {
 public:
  CardWatch(Env& env, const DirectorConfig& config, Placement& placement)
      : env_(env), config_(config), placement_(placement) {}

  // For ever; returns when this machine's cards cannot be monitored, which is logged.
  Task<void> run();

 private:
  void answer(const CardReport& report);
  void restore(std::int64_t card);

  Env& env_;
  const DirectorConfig& config_;
  Placement& placement_;
};

}  // namespace slots
