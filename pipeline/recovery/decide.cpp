#include "pipeline/recovery/decide.hpp"

#include <algorithm>

namespace slots::recovery {
namespace {

// How often a failure is worth trying again, where the policy allows `retries`.
int worth(Place place, const Error& failure, int retries) {
  // Whoever gets the slot next has loaded the models anew.
  if (place == Place::dispatch && failure.code == "MODEL_CORRUPTED") return retries;
  const ErrorCategory category = failure.kind().category;
  const bool patient = place == Place::spawn || place == Place::fetch;  // may wait for a resource
  switch (category) {
    case ErrorCategory::transient:
      return retries;
    case ErrorCategory::resource:
      return patient ? retries : 0;
    case ErrorCategory::unknown:
      return patient ? std::min(retries, 1) : 0;
    case ErrorCategory::validation:
    case ErrorCategory::outcome:
    case ErrorCategory::permanent:
      return 0;
  }
  return 0;
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

boost::json::object as_fields(const Budget& budget) {
  return {{"retries_in_a_minute", budget.retries},
          {"retries_allowed", budget.allowed},
          {"room_in_seconds", in_seconds(budget.room_in)}};
}

}  // namespace

std::string_view to_string(Place place) {
  constexpr std::string_view names[] = {"stage", "dispatch", "fetch", "spawn", "client"};
  return names[static_cast<std::size_t>(place)];
}

std::string_view to_string(Why why) {
  constexpr std::string_view names[] = {"again",    "not_retryable", "exhausted",
                                        "too_late", "no_budget",     "breaker_open"};
  return names[static_cast<std::size_t>(why)];
}

Decision decide(Place place, const Error& failure, const History& history, const BackoffPolicy& policy,
                const Deadline& deadline, const Budget& budget, const Breakers& breakers, double draw) {
  const int most = worth(place, failure, policy.retries);
  const auto ceiling = backoff_ceiling(policy, history.retries);
  Decision decision{.place = place,
                    .retry = history.retries + 1,
                    .max_retries = most,
                    .delay = std::chrono::duration_cast<Duration>(ceiling * draw),
                    .jitter = draw < 1,
                    .budget = budget};
  if (const auto open = breakers.open.find(breakers.asked); open != breakers.open.end()) {
    decision.delay = std::max(decision.delay, open->second);
    decision.why = Why::breaker_open;
  }
  const bool in_time = deadline.at == kNever || deadline.now + decision.delay + deadline.takes <= deadline.at;
  if (worth(place, failure, 1) == 0) {
    decision.why = Why::not_retryable;
  } else if (history.retries >= most) {
    decision.why = Why::exhausted;
  } else if (!in_time) {
    decision.why = Why::too_late;
  } else if (budget.room_in > decision.delay) {
    decision.delay = budget.room_in;
    decision.why = Why::no_budget;
  } else if (decision.why != Why::breaker_open) {
    decision.why = Why::again;
  }
  return decision;
}

boost::json::object as_fields(const Decision& decision, const Error& failure) {
  boost::json::object fields{{"at", std::string(to_string(decision.place))},
                             {"again", decision.again()},
                             {"why", std::string(to_string(decision.why))},
                             {"code", failure.code.text}};
  if (decision.why == Why::no_budget) {
    for (auto& [key, value] : as_fields(decision.budget)) fields[key] = value;
  }
  if (!decision.again()) return fields;
  fields["retry"] = decision.retry;
  fields["max_retries"] = decision.max_retries;
  fields["next_retry_seconds"] = in_seconds(decision.delay);
  fields["strategy"] = decision.jitter ? "exponential, full jitter" : "exponential";
  return fields;
}

Error as_told(Error failure, const Decision& decision) {
  if (decision.why != Why::no_budget) return failure;
  const Budget& budget = decision.budget;
  failure.message += "; not tried again: retries of a " + std::string(to_string(decision.place)) +
                     " within the last minute " + std::to_string(budget.retries) + ", allowed " +
                     std::to_string(budget.allowed);
  failure.details["retry_budget"] = as_fields(budget);
  return failure;
}

}  // namespace slots::recovery
