#include "reports/summary.hpp"

#include <utility>

#include "harness/messages/ndjson.hpp"
#include "reports/scenario_text.hpp"

namespace ordeal::reports {
namespace {

using messages::Status;

// Of the scenarios that never began, whose number may be large.
constexpr std::size_t named_at_most = 10;

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
  scenarios_.add(ending);
  for (const auto& step : scenario.steps) {
    if (!step.is_hook) ++steps_[step.result.status];
  }
  if (ending == Ending::not_started) {
    if (not_started_.size() < named_at_most) not_started_.push_back({ending, place(scenario), scenario.name});
  } else if (is_failure(ending) || ending == Ending::flaky) {
    Entry entry{ending, place(scenario), scenario.name, "", rerun_command(scenario), ""};
    if (scenario.attempt > 0) entry.note = " (attempt " + std::to_string(scenario.attempt + 1) + ")";
    if (scenario.verdict && ending != Ending::flaky) entry.folder = scenario.verdict->folder;
    (ending == Ending::flaky ? flaky_ : not_passed_).push_back(std::move(entry));
  }
  add_faults(scenario);
}

void Summary::add_faults(const Scenario& scenario) {
  if (!scenario.verdict) return;
  for (const auto& fault : scenario.verdict->faults) {
    const bool good = fault.landed && scenario.verdict->handled && scenario.verdict->healed;
    faults_.push_back({good, fault.name + ": " + fault_story(fault, *scenario.verdict), place(scenario)});
  }
}

messages::Duration Summary::elapsed() const {
  return started_ && latest_ ? *latest_ - *started_ : messages::Duration{};
}

std::string Summary::list(const std::vector<Entry>& entries, const Paint& paint) {
  std::string text;
  for (const auto& entry : entries) {
    text += "  " + paint.by(entry.ending, sign_of(entry.ending)) + " " + entry.place + "  " + entry.name +
            "  " + paint.by(entry.ending, to_string(entry.ending)) + entry.note + "\n";
    if (!entry.rerun.empty()) text += "      again:    " + entry.rerun + "\n";
    if (!entry.folder.empty()) text += "      evidence: " + entry.folder + "\n";
  }
  return text;
}

std::string Summary::not_passed(const Paint& paint) const {
  if (not_passed_.empty()) return "";
  return paint.bold("Not passed") + "\n" + list(not_passed_, paint) + "\n";
}

std::string Summary::not_started(const Paint& paint) const {
  if (not_started_.empty()) return "";
  const std::size_t more = scenarios_.of(Ending::not_started) - not_started_.size();
  std::string text = paint.bold("Not started") + "\n" + list(not_started_, paint);
  if (more > 0) text += "  … and " + std::to_string(more) + " more; --format rerun:FILE names them all\n";
  return text + "\n";
}

std::string Summary::flaky(const Paint& paint) const {
  if (flaky_.empty()) return "";
  return paint.bold("Flaky: passed only when tried again") + "\n" + list(flaky_, paint) + "\n";
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
  std::string text = not_passed(paint) + not_started(paint) + flaky(paint) + faults(paint);
  if (!snippets_.empty()) {
    text += paint.bold("Steps without a definition; these would do") + "\n";
    for (const auto& snippet : snippets_) text += indented(snippet, "  ") + "\n";
  }
  for (const auto& problem : problems_) text += paint.red("✘ " + problem) + "\n";
  if (!problems_.empty()) text += "\n";
  if (!problems_.empty() && done() == 0) {
    return text + "0 scenarios were run, " + counted(problems_.size(), "problem") + "\n";
  }
  return text + scenarios_.text(paint) + "\n" + step_counts(paint) + duration_text(elapsed()) + "\n";
}

}  // namespace ordeal::reports
