// The one decision whether something that failed is tried again, and when. Pure: everything that it depends
// on is an argument. Asked wherever that is possible: a stage on its worker, a dispatch to another worker, a
// download, the start of a worker, a client's request. What was decided is an event (as_fields).
#pragma once

#include <map>

#include "pipeline/protocol/error.hpp"
#include "pipeline/recovery/backoff.hpp"

namespace slots::recovery {

// Who asks. The same failure is worth another try at one place and not at another: a stage that ran out of
// memory has had its new run in the worker already; a worker that did not start may find memory later.
enum class Place { stage, dispatch, fetch, spawn, client };
std::string_view to_string(Place place);

struct History {
  int retries = 0;  // after the first try, so far
};

struct Deadline {
  Time now{0};
  Time at = kNever;
  Duration takes{0};  // what is left to do takes at least this long after the delay
};

// What the retries of this place may cost, as retry_budget.hpp counts them. kNoBudget: this place has none.
struct Budget {
  std::int64_t retries = 0;  // made or promised within the last minute
  std::int64_t allowed = 0;  // in a minute, with the traffic of the last one
  Duration room_in{0};       // until one more is allowed; 0: now
};
inline constexpr Budget kNoBudget{};

// Dependencies that are not to be called now, and for how long.
struct Breakers {
  std::map<std::string, Duration> open;
  std::string asked;  // the one that a further try would call; "": none
};

enum class Why {
  again,          // it is tried again
  not_retryable,  // its category is not tried again here
  exhausted,      // as often as the policy allows it was
  too_late,       // it could not be over by the deadline
  no_budget,      // too many others are being tried again
  breaker_open,   // what it needs is not to be called
};
std::string_view to_string(Why why);

struct Decision {
  Place place = Place::stage;
  Why why = Why::not_retryable;
  int retry = 0;  // which one it would be, from 1
  int max_retries = 0;
  Duration delay{0};    // before it; where only the budget or a breaker forbids it, until it would be allowed
  bool jitter = false;  // the delay is a random part of the whole one
  Budget budget;        // as it was
  bool again() const { return why == Why::again; }
};

// `draw` in [0, 1) is the jitter's; 1: none is wanted, the whole delay.
Decision decide(Place place, const Error& failure, const History& history, const BackoffPolicy& policy,
                const Deadline& deadline, const Budget& budget, const Breakers& breakers, double draw);

// For a log line or an event: at, again, why; with a further try also retry, max_retries, next_retry_seconds
// and strategy; where the budget is used up retries_in_a_minute, retries_allowed and room_in_seconds.
boost::json::object as_fields(const Decision& decision, const Error& failure);

// The failure as whoever waits for an outcome is told of it: where nothing is tried again because the budget
// is used up, it says so, with both numbers, and details.retry_budget does.
Error as_told(Error failure, const Decision& decision);

}  // namespace slots::recovery
