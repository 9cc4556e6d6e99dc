// One attempt at a scenario, as a report shows it: everything about it in one value, complete when it has
// finished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "harness/messages/verdict.hpp"

namespace ordeal::reports {

// A step of the scenario or a hook around it.
struct Step {
  std::string keyword;  // "Given"; empty for a hook
  std::string text;     // for a hook: its name
  bool is_hook = false;
  std::string uri;        // where it stands; for a hook: where it is defined
  std::int64_t line = 0;  // 0: not known
  messages::TestStepResult result;
  std::vector<std::string> logs;  // attached text/x.cucumber.log+plain
};

struct Scenario {
  std::string uri;
  std::int64_t line = 0;  // of the scenario, or of its row of examples
  std::string feature;
  std::string rule;               // empty: none
  std::string name;               // with the examples' values in it
  std::string outline;            // the name as it is written, placeholders and all
  std::string examples;           // the examples' own name
  std::string example;            // "#1.2": first examples, second row; empty: no outline
  std::vector<Step> steps;        // those that finished, in the order in which they ran
  std::vector<std::string> logs;  // attached to none of these steps
  messages::Timestamp started{};
  std::optional<messages::Timestamp> finished;  // none: the run ended before the scenario did
  std::int64_t attempt = 0;                     // from 0
  bool will_be_retried = false;
  std::optional<messages::Verdict> verdict;
};

// The most severe status of its steps, in the order unknown, passed, skipped, pending, undefined, ambiguous,
// failed; unknown without steps.
messages::Status status_of(const Scenario&);

// The result that has that status; if several have, the last of those that say something. nullptr without
// steps.
const messages::TestStepResult* most_severe(const Scenario&);

// What a person calls its end: passed, failed, skipped, pending, undefined, ambiguous, invalid, not healed,
// interrupted. A scenario without steps is passed. The verdict's invalid and not healed go before the steps'
// status.
enum class Ending {
  passed,
  failed,
  invalid,
  not_healed,
  interrupted,
  ambiguous,
  undefined,
  pending,
  skipped
};
inline constexpr int endings = 9;
Ending ending_of(const Scenario&);
std::string_view to_string(Ending);

// Whether the run counts it as a failure: everything but passed and skipped.
bool is_failure(Ending);

// "features/a.feature:12"; without a known line only the file.
std::string place(const std::string& uri, std::int64_t line);

}  // namespace ordeal::reports
