// One attempt at a scenario, as a report shows it: everything about it in one value, complete when it has
// finished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "harness/messages/verdict.hpp"
#include "reports/run_facts.hpp"

namespace ordeal::reports {

// A step of the scenario or a hook around it.
struct Step {
  std::string keyword;   // as it is written: "Given ", "Lorsqu'"; empty for a hook
  std::string text;      // for a hook: its name
  std::string argument;  // the text or table below it (argument_text.hpp)
  bool is_hook = false;
  std::string uri;        // where it stands; for a hook: where it is defined
  std::int64_t line = 0;  // 0: not known
  messages::TestStepResult result;
  std::vector<std::string> logs;  // attached text/x.cucumber.log+plain
};

struct Scenario {
  std::string id, test_case;  // of the attempt and its test case in the stream; empty: it never began
  std::string uri;
  std::int64_t line = 0;  // of the scenario, or of its row of examples
  std::string feature;
  std::string rule;               // empty: none
  std::string name;               // with the examples' values in it
  std::string outline;            // the name as it is written, placeholders and all
  std::string examples;           // the examples' own name
  std::string example;            // "#1.2": first examples, second row; empty: no outline
  bool canary = false;            // tagged so
  std::vector<Step> steps;        // those that finished, in the order in which they ran
  std::vector<std::string> logs;  // attached to none of these steps
  std::string output;             // the end of what it printed, of one that did not pass
  messages::Timestamp started{};
  std::optional<messages::Timestamp> finished;  // none: the run ended before the scenario did
  std::int64_t attempt = 0;                     // from 0
  std::int64_t repetition = 0;                  // from 1; 0: it is in the run once
  std::string rerun, folder;                    // as the run said for this repetition; empty: it did not
  bool will_be_retried = false;
  // Why nothing of it ran, where no message tells of it and it was planned; empty: it began.
  std::string never_began;
  std::string earlier;  // why the attempt before this one did not pass; empty on the first
  std::optional<messages::Verdict> verdict;
};

// The most severe status of its steps, in the order unknown, passed, skipped, pending, undefined, ambiguous,
// failed; unknown without steps.
messages::Status status_of(const Scenario&);

// The result that has that status; if several have, the last of those that say something, as in Cucumber's
// own reports. nullptr without steps.
const messages::TestStepResult* most_severe(const Scenario&);

// The step that decided how the scenario ended: the first of the most severe ones that says something; where
// the verdict went before the steps, the one that gave it. nullptr without steps.
const Step* deciding_step(const Scenario&);

// The other steps and hooks that did not pass and say why, in the order in which they ran.
std::vector<const Step*> further_failures(const Scenario&);

// What a person calls its end. flaky: it passed, but only when it was tried again. interrupted: the run ended
// before it did. not_started: the run ended before it began.
enum class Ending {
  passed,
  flaky,
  failed,
  invalid,
  not_healed,
  interrupted,
  not_started,
  ambiguous,
  undefined,
  pending,
  skipped
};
inline constexpr int endings = 11;

// What decides an ending. The verdict's invalid, not healed and not started go before the steps' status; a
// scenario without steps is passed.
struct Judgement {
  messages::Status worst = messages::Status::unknown;  // of its steps
  std::optional<messages::Outcome> verdict;
  bool finished = true;
  std::int64_t attempt = 0;
};
Ending ending_of(const Judgement&);
Ending ending_of(const Scenario&);

// "passed", "not healed", "not started" …
std::string_view to_string(Ending);
std::string_view name_of(messages::Status);

// " (repetition 2)"; empty for what is in the run once.
std::string repetition_in_words(const Scenario&);

// Whether it is shown where room is scarce: what is flaky, and what failed in any way once it had begun.
bool is_worth_telling(Ending);

// Whether it has to be looked at or run again: everything but passed, flaky and skipped.
bool is_failure(Ending);

// "Given a director with 1 worker", "hook: landed and healed".
std::string in_words(const Step&);

// Why a result is what it is, in one or more lines: its message, or its exception. Empty when nothing is
// said.
std::string explanation(const messages::TestStepResult&);

// Why a scenario ended as it did: what decided it, then everything else that failed. Of a flaky one, why the
// attempt before did not pass. Empty when nothing is said.
std::string explanation(const Scenario&);

// The same, and the last lines of what it printed.
std::string explanation_with_output(const Scenario&);
std::string with_output(std::string explanation, const std::string& output);

// The one command that runs it again: the verdict's, or one made from its place.
std::string rerun_command(const Scenario&, const RunFacts&);

// The folder that it left; empty: none, or not known.
std::string evidence_of(const Scenario&, const RunFacts&);

// Of what was printed, for a person: its last 20 lines, behind a line that says how many there were; a short
// text as it is.
std::string last_lines(const std::string& text);

// "features/a.feature:12"; without a known line only the file.
std::string place(const std::string& uri, std::int64_t line);
std::string place(const Scenario&);

}  // namespace ordeal::reports
