#include "reports/scenario.hpp"

#include <algorithm>

#include "harness/text/shell_word.hpp"

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

const Step* deciding_step(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  const bool by_verdict = ending == Ending::invalid || ending == Ending::not_healed;
  const auto says = [](const Step& step) { return !explanation(step.result).empty(); };
  const Step* decided = nullptr;
  for (const auto& step : scenario.steps) {
    const auto status = step.result.status;
    if (decided == nullptr || status > decided->result.status ||
        (status == decided->result.status && says(step) && (by_verdict || !says(*decided)))) {
      decided = &step;
    }
  }
  return decided;
}

std::vector<const Step*> further_failures(const Scenario& scenario) {
  const Step* decided = deciding_step(scenario);
  std::vector<const Step*> others;
  for (const auto& step : scenario.steps) {
    const bool failed = step.result.status > Status::skipped && !explanation(step.result).empty();
    if (failed && &step != decided) others.push_back(&step);
  }
  return others;
}

Status status_of(const Scenario& scenario) {
  const auto* worst = most_severe(scenario);
  return worst == nullptr ? Status::unknown : worst->status;
}

Ending ending_of(const Judgement& judgement) {
  if (judgement.verdict == Outcome::invalid) return Ending::invalid;
  if (judgement.verdict == Outcome::not_healed) return Ending::not_healed;
  if (judgement.verdict == Outcome::not_started) return Ending::not_started;
  switch (judgement.worst) {
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
  if (!judgement.finished || judgement.verdict == Outcome::interrupted) return Ending::interrupted;
  if (judgement.verdict == Outcome::failed) return Ending::failed;
  if (judgement.worst == Status::skipped) return Ending::skipped;
  return judgement.attempt > 0 ? Ending::flaky : Ending::passed;
}

Ending ending_of(const Scenario& scenario) {
  if (!scenario.never_began.empty()) return Ending::not_started;
  Judgement judgement{
      .worst = status_of(scenario), .finished = scenario.finished.has_value(), .attempt = scenario.attempt};
  if (scenario.verdict) judgement.verdict = scenario.verdict->outcome;
  return ending_of(judgement);
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

std::string_view to_string(Ending ending) {
  switch (ending) {
    case Ending::passed:
      return "passed";
    case Ending::flaky:
      return "flaky";
    case Ending::failed:
      return "failed";
    case Ending::invalid:
      return "invalid";
    case Ending::not_healed:
      return "not healed";
    case Ending::interrupted:
      return "interrupted";
    case Ending::not_started:
      return "not started";
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

std::string repetition_in_words(const Scenario& scenario) {
  return scenario.repetition == 0 ? "" : " (repetition " + std::to_string(scenario.repetition) + ")";
}

bool is_failure(Ending ending) {
  return ending != Ending::passed && ending != Ending::flaky && ending != Ending::skipped;
}

bool is_worth_telling(Ending ending) {
  return ending == Ending::flaky || (is_failure(ending) && ending != Ending::not_started);
}

std::string in_words(const Step& step) {
  if (!step.is_hook) return step.keyword + step.text;
  return step.text.empty() ? "hook" : "hook: " + step.text;
}

std::string explanation(const messages::TestStepResult& result) {
  if (result.message && !result.message->empty()) return *result.message;
  if (!result.exception) return "";
  const auto& exception = *result.exception;
  if (exception.stack_trace) return *exception.stack_trace;
  return exception.type + (exception.message ? ": " + *exception.message : "");
}

std::string explanation(const Scenario& scenario) {
  const Ending ending = ending_of(scenario);
  if (ending == Ending::flaky) return scenario.earlier;
  if (!scenario.never_began.empty()) return scenario.never_began;
  const Step* decided = deciding_step(scenario);
  std::string why = decided == nullptr ? "" : explanation(decided->result);
  if (why.empty() && ending == Ending::interrupted) return "the run ended before this scenario did";
  for (const Step* step : further_failures(scenario)) {
    why += (why.empty() ? "" : "\n") + ("also, in " + in_words(*step)) + ": " + explanation(step->result);
  }
  return why;
}

std::string with_output(std::string explanation, const std::string& output) {
  if (output.empty()) return explanation;
  if (!explanation.empty()) explanation += '\n';
  return explanation + "its output:\n" + last_lines(output);
}

std::string explanation_with_output(const Scenario& scenario) {
  return with_output(explanation(scenario), scenario.output);
}

std::string rerun_command(const Scenario& scenario, const RunFacts& facts) {
  if (scenario.verdict && !scenario.verdict->rerun.empty()) return scenario.verdict->rerun;
  if (!scenario.rerun.empty()) return scenario.rerun;
  return facts.agreed(&messages::SettingsNote::rerun).value_or(facts.rerun) + " " +
         shell_word(place(scenario));
}

std::string evidence_of(const Scenario& scenario, const RunFacts& facts) {
  if (scenario.verdict && !scenario.verdict->folder.empty()) return scenario.verdict->folder;
  const Ending ending = ending_of(scenario);
  const bool left_one = is_failure(ending) && ending != Ending::not_started && ending != Ending::interrupted;
  if (left_one && !scenario.folder.empty()) return scenario.folder;
  return left_one && facts.evidence ? facts.evidence(scenario.uri, scenario.line, scenario.name) : "";
}

std::string last_lines(const std::string& text) {
  constexpr std::size_t most = 20;
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + !text.ends_with('\n');
  if (lines <= most) return text;
  std::size_t begin = 0;
  for (std::size_t left_out = lines - most; left_out > 0; --left_out) begin = text.find('\n', begin) + 1;
  return "… the last " + std::to_string(most) + " of " + std::to_string(lines) + " lines:\n" +
         text.substr(begin);
}

std::string place(const std::string& uri, std::int64_t line) {
  return line > 0 ? uri + ":" + std::to_string(line) : uri;
}

std::string place(const Scenario& scenario) {
  return place(scenario.uri, scenario.line);
}

}  // namespace ordeal::reports
