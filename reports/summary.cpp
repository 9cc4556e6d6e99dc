#include "reports/summary.hpp"

#include <numeric>
#include <utility>

#include "harness/messages/ndjson.hpp"
#include "reports/scenario_text.hpp"

namespace ordeal::reports {
namespace {

using messages::Status;

// The time that a message carries, if it carries one that belongs to the run.
std::optional<messages::Timestamp> time_of(const messages::Envelope& envelope) {
  return std::visit(
      [](const auto& message) -> std::optional<messages::Timestamp> {
        if constexpr (requires { messages::Timestamp(message.timestamp); }) {
          return message.timestamp;
        } else {
          return std::nullopt;
        }
      },
      envelope);
}

std::string_view name_of(Status status) {
  switch (status) {
    case Status::passed:
      return "passed";
    case Status::skipped:
      return "skipped";
    case Status::pending:
      return "pending";
    case Status::undefined:
      return "undefined";
    case Status::ambiguous:
      return "ambiguous";
    case Status::failed:
      return "failed";
    case Status::unknown:
      break;
  }
  return "unknown";
}

// "a.feature:4:3: expected: …": the official message begins with the place in brackets, which stands before
// it here.
std::string problem_of(const messages::ParseError& error) {
  const auto& location = error.source.location;
  std::string where = place(error.source.uri.value_or("feature"), location ? location->line : 0);
  std::string_view what = error.message;
  if (location && location->column) {
    const std::string column = std::to_string(*location->column);
    const std::string official = "(" + std::to_string(location->line) + ":" + column + "): ";
    where += ":" + column;
    if (what.starts_with(official)) what.remove_prefix(official.size());
  }
  return where + ": " + std::string(what);
}

std::string in_brackets(const std::string& list) {
  return list.empty() ? "" : " (" + list + ")";
}

}  // namespace

void Summary::on(const messages::Envelope& envelope) {
  if (const auto time = time_of(envelope)) {
    if (!started_) started_ = time;
    latest_ = time;
  }
  if (const auto* error = std::get_if<messages::ParseError>(&envelope)) {
    add_problem(problem_of(*error));
  } else if (const auto* unknown = std::get_if<messages::UndefinedParameterType>(&envelope)) {
    add_problem("no parameter type {" + unknown->name + "}, which \"" + unknown->expression + "\" uses");
  } else if (const auto* suggestion = std::get_if<messages::Suggestion>(&envelope)) {
    for (const auto& snippet : suggestion->snippets) snippets_.insert(snippet.code);
  } else if (const auto* finished = std::get_if<messages::TestRunFinished>(&envelope)) {
    if (finished->message) add_problem(*finished->message);
  }
}

void Summary::add(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  ++scenarios_[static_cast<std::size_t>(ending)];
  for (const auto& step : scenario.steps) {
    if (!step.is_hook) ++steps_[step.result.status];
  }
  if (is_failure(ending)) {
    Failure failure{ending, place(scenario.uri, scenario.line), scenario.name, "", ""};
    if (scenario.verdict) failure.rerun = scenario.verdict->rerun;
    if (scenario.verdict) failure.folder = scenario.verdict->folder;
    if (failure.rerun.empty()) failure.rerun = "ordeal run " + failure.place;
    failures_.push_back(std::move(failure));
  }
  add_faults(scenario);
}

void Summary::add_faults(const Scenario& scenario) {
  if (!scenario.verdict) return;
  for (const auto& fault : scenario.verdict->faults) {
    const bool good = fault.landed && scenario.verdict->handled && scenario.verdict->healed;
    faults_.push_back({good, fault.name + ": " + fault_story(fault, *scenario.verdict),
                       place(scenario.uri, scenario.line)});
  }
}

std::size_t Summary::done() const {
  return std::accumulate(scenarios_.begin(), scenarios_.end(), std::size_t{0});
}

std::size_t Summary::failed() const {
  std::size_t failed = 0;
  for (int i = 0; i < endings; ++i) {
    if (is_failure(static_cast<Ending>(i))) failed += scenarios_[static_cast<std::size_t>(i)];
  }
  return failed;
}

messages::Duration Summary::elapsed() const {
  return started_ && latest_ ? *latest_ - *started_ : messages::Duration{};
}

std::string Summary::failures(const Paint& paint) const {
  std::string text;
  for (const auto& failure : failures_) {
    text += "  " + paint.by(failure.ending, sign_of(failure.ending)) + " " + failure.place + "  " +
            failure.name + "  " + paint.by(failure.ending, to_string(failure.ending)) + "\n";
    text += "      again:    " + failure.rerun + "\n";
    if (!failure.folder.empty()) text += "      evidence: " + failure.folder + "\n";
  }
  return text.empty() ? "" : paint.bold("Not passed") + "\n" + text + "\n";
}

std::string Summary::faults(const Paint& paint) const {
  std::string text;
  for (const auto& fault : faults_) {
    const Status status = fault.good ? Status::passed : Status::failed;
    text +=
        "  " + paint.by(status, sign_of(status)) + " " + fault.line + "  " + paint.dim(fault.place) + "\n";
  }
  return text.empty() ? "" : paint.bold("Faults") + "\n" + text + "\n";
}

std::string Summary::scenario_counts(const Paint& paint) const {
  std::string list;
  for (int i = 0; i < endings; ++i) {
    const auto ending = static_cast<Ending>(i);
    const std::size_t number = scenarios_[static_cast<std::size_t>(i)];
    if (number == 0) continue;
    list += (list.empty() ? "" : ", ") +
            paint.by(ending, std::to_string(number) + " " + std::string(to_string(ending)));
  }
  return counted(done(), "scenario") + in_brackets(list) + "\n";
}

std::string Summary::step_counts(const Paint& paint) const {
  std::string list;
  std::size_t all = 0;
  for (const auto& [status, number] : steps_) {
    all += number;
    list += (list.empty() ? "" : ", ") +
            paint.by(status, std::to_string(number) + " " + std::string(name_of(status)));
  }
  return counted(all, "step") + in_brackets(list) + "\n";
}

std::string Summary::text(const Paint& paint) const {
  std::string text = failures(paint) + faults(paint);
  if (!snippets_.empty()) {
    text += paint.bold("Steps without a definition; these would do") + "\n";
    for (const auto& snippet : snippets_) text += indented(snippet, "  ") + "\n";
  }
  for (const auto& problem : problems_) text += paint.red("✘ " + problem) + "\n";
  if (!problems_.empty()) text += "\n";
  if (!problems_.empty() && done() == 0) {
    return text + "0 scenarios were run, " + counted(problems_.size(), "problem") + "\n";
  }
  return text + scenario_counts(paint) + step_counts(paint) + duration_text(elapsed()) + "\n";
}

}  // namespace ordeal::reports
