#include "reports/scenario.hpp"

namespace ordeal::reports {

using messages::Outcome;
using messages::Status;

const messages::TestStepResult* most_severe(const Scenario& scenario) {
  const messages::TestStepResult* worst = nullptr;
  for (const auto& step : scenario.steps) {
    const auto& result = step.result;
    if (worst == nullptr || result.status > worst->status ||
        (result.status == worst->status && (result.message || !worst->message))) {
      worst = &result;
    }
  }
  return worst;
}

Status status_of(const Scenario& scenario) {
  const auto* worst = most_severe(scenario);
  return worst == nullptr ? Status::unknown : worst->status;
}

Ending ending_of(const Scenario& scenario) {
  if (scenario.verdict && scenario.verdict->outcome == Outcome::invalid) return Ending::invalid;
  if (scenario.verdict && scenario.verdict->outcome == Outcome::not_healed) return Ending::not_healed;
  switch (status_of(scenario)) {
    case Status::failed:
      return Ending::failed;
    case Status::ambiguous:
      return Ending::ambiguous;
    case Status::undefined:
      return Ending::undefined;
    case Status::pending:
      return Ending::pending;
    default:
      break;
  }
  const bool ended_early = scenario.verdict && scenario.verdict->outcome == Outcome::interrupted;
  if (!scenario.finished || ended_early) return Ending::interrupted;
  if (scenario.verdict && scenario.verdict->outcome == Outcome::failed) return Ending::failed;
  return status_of(scenario) == Status::skipped ? Ending::skipped : Ending::passed;
}

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::passed:
      return "passed";
    case Ending::failed:
      return "failed";
    case Ending::invalid:
      return "invalid";
    case Ending::not_healed:
      return "not healed";
    case Ending::interrupted:
      return "interrupted";
    case Ending::ambiguous:
      return "ambiguous";
    case Ending::undefined:
      return "undefined";
    case Ending::pending:
      return "pending";
    case Ending::skipped:
      return "skipped";
  }
  return "unknown";
}

bool is_failure(Ending ending) {
  return ending != Ending::passed && ending != Ending::skipped;
}

std::string place(const std::string& uri, std::int64_t line) {
  return line > 0 ? uri + ":" + std::to_string(line) : uri;
}

}  // namespace ordeal::reports
