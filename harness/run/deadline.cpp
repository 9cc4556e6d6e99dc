#include "harness/run/deadline.hpp"

#include <algorithm>

#include "harness/text/seconds.hpp"

namespace ordeal::run {

void Deadline::begin(std::optional<std::chrono::milliseconds> own) {
  own_ = own;
  scenario_end_ = Clock::now() + own.value_or(limits_.scenario);
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
  if (of_step_) return "the step's limit of " + in_seconds(limits_.step) + " (--step-limit)";
  return "the scenario's limit of " + in_seconds(own_.value_or(limits_.scenario)) +
         (own_ ? " (its tag @limit)" : " (--scenario-limit)");
}

}  // namespace ordeal::run
