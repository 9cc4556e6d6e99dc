#include "harness/run/deadline.hpp"

#include <algorithm>

#include "harness/text/seconds.hpp"

namespace ordeal::run {

void Deadline::begin() {
  scenario_end_ = Clock::now() + limits_.scenario;
  *until_ = scenario_end_;
  of_step_ = false;
}

void Deadline::on(const messages::Envelope& message) {
  if (limits_.step.count() == 0) return;
  if (std::holds_alternative<messages::TestStepStarted>(message)) {
    const auto step_end = Clock::now() + limits_.step;
    of_step_ = step_end < scenario_end_;
    *until_ = std::min(step_end, scenario_end_);
  } else if (std::holds_alternative<messages::TestStepFinished>(message)) {
    of_step_ = false;
    *until_ = scenario_end_;
  }
}

std::string Deadline::text() const {
  return of_step_ ? "the step's limit of " + in_seconds(limits_.step) + " (--step-limit)"
                  : "the scenario's limit of " + in_seconds(limits_.scenario) + " (--scenario-limit)";
}

}  // namespace ordeal::run
