#include "pipeline/scheduler/forecast.hpp"

#include <algorithm>
#include <vector>

namespace slots {

void Forecast::took(std::int64_t card, Stage stage, Duration duration, Time now) {
  Runs& runs = cards_[card][stage];
  runs.last.push_back(duration);
  if (runs.last.size() > kRuns) runs.last.pop_front();
  runs.at = now;
}

std::optional<Duration> Forecast::measured_on(std::int64_t card, Time now) const {
  const auto found = cards_.find(card);
  if (found == cards_.end()) return std::nullopt;
  ByStage<Duration> median;
  for (const Stage stage : kStages) {
    const Runs& runs = found->second[stage];
    if (runs.last.size() < kRuns || now - runs.at > kFresh) return std::nullopt;
    std::vector<Duration> sorted(runs.last.begin(), runs.last.end());
    std::sort(sorted.begin(), sorted.end());
    median[stage] = sorted[kRuns / 2];
  }
  return std::max(median[Stage::audio], median[Stage::image]) + median[Stage::video] + median[Stage::clip];
}

Duration Forecast::slot_on(std::int64_t card, Time now) const {
  return measured_on(card, now).value_or(medians_.critical_path());
}

}  // namespace slots
