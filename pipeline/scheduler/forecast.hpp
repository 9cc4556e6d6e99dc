// How long a slot takes on a card, by what its stages took there last: medians, so that one run that was slow
// or fast changes nothing, and two of three do.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "pipeline/scheduler/stages.hpp"

namespace slots {

class Forecast {
 public:
  static constexpr std::size_t kRuns = 3;  // of a stage, that are looked at: the last ones
  // What was measured longer ago says nothing any more: a card that refuses work is measured by nobody.
  static constexpr Duration kFresh = 300s;

  explicit Forecast(const StagePolicies& medians) : medians_(medians) {}

  // A stage was done on this card. Of clip: what was left of it when video was over.
  void took(std::int64_t card, Stage stage, Duration duration, Time now);

  // From the dispatch to the end, along the critical path; the cost model's medians where too little was
  // measured.
  Duration slot_on(std::int64_t card, Time now) const;
  // The same; nothing where too little was measured.
  std::optional<Duration> measured_on(std::int64_t card, Time now) const;

 private:
  struct Runs {
    std::deque<Duration> last;
    Time at{0};
  };
  const StagePolicies& medians_;
  std::map<std::int64_t, ByStage<Runs>> cards_;
};

}  // namespace slots
