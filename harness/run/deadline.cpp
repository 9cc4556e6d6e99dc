#include "harness/run/executor.hpp"

namespace ordeal::run {

void Deadline::begin() {
  scenario_end_ = Clock::now() + options_.scenario_limit;
  *until_ = scenario_end_;
  of_step_ = false;
}

void Deadline::on(const messages::Envelope& message) {
  if (options_.step_limit.count() == 0) return;
  if (std::holds_alternative<messages::TestStepStarted>(message)) {
    const auto step_end = Clock::now() + options_.step_limit;
    of_step_ = step_end < scenario_end_;
    *until_ = std::min(step_end, scenario_end_);
  } else if (std::holds_alternative<messages::TestStepFinished>(message)) {
    of_step_ = false;
    *until_ = scenario_end_;
  }
}

std::string Deadline::text() const {
  const auto limit = of_step_ ? options_.step_limit : options_.scenario_limit;
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%g s", static_cast<double>(limit.count()) / 1000);
  return of_step_ ? "the step's limit of " + std::string(seconds) + " (--step-limit)"
                  : "the scenario's limit of " + std::string(seconds) + " (--scenario-limit)";
}

}  // namespace ordeal::run
