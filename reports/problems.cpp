#include "reports/problems.hpp"

#include <string_view>

#include "reports/scenario.hpp"

namespace ordeal::reports {
namespace {

using messages::HookType;

bool is_of_the_run(const messages::Hook& hook) {
  return hook.type == HookType::before_test_run || hook.type == HookType::after_test_run;
}

// The official message begins with the place in brackets, which stands before it here.
Problem of_feature(const messages::ParseError& error) {
  Problem problem{.uri = error.source.uri.value_or("feature"), .what = error.message};
  const auto& location = error.source.location;
  if (!location) return problem;
  problem.line = location->line;
  problem.column = location->column.value_or(0);
  const std::string official =
      "(" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + "): ";
  if (problem.what.starts_with(official)) problem.what.erase(0, official.size());
  return problem;
}

std::optional<Problem> of_run(const messages::TestRunFinished& finished) {
  if (finished.message) return Problem{.what = *finished.message};
  if (!finished.exception) return std::nullopt;
  return Problem{.what = "the run ended by " + explanation({.exception = finished.exception})};
}

}  // namespace

std::string Problem::text() const {
  if (uri.empty()) return what;
  return place(uri, line) + (column > 0 ? ":" + std::to_string(column) : "") + ": " + what;
}

std::optional<Problem> ProblemFinder::on(const messages::Envelope& envelope) {
  if (const auto* error = std::get_if<messages::ParseError>(&envelope)) return of_feature(*error);
  if (const auto* unknown = std::get_if<messages::UndefinedParameterType>(&envelope)) {
    return Problem{.what = "no parameter type {" + unknown->name + "}, which \"" + unknown->expression +
                           "\" uses"};
  }
  if (const auto* hook = std::get_if<messages::Hook>(&envelope)) {
    if (is_of_the_run(*hook)) hooks_[hook->id] = hook->source_reference;
  } else if (const auto* started = std::get_if<messages::TestRunHookStarted>(&envelope)) {
    running_[started->id] = started->hook_id;
  } else if (const auto* ended = std::get_if<messages::TestRunHookFinished>(&envelope)) {
    return of_hook(*ended);
  } else if (const auto* finished = std::get_if<messages::TestRunFinished>(&envelope)) {
    return of_run(*finished);
  }
  return std::nullopt;
}

std::optional<Problem> ProblemFinder::of_hook(const messages::TestRunHookFinished& finished) {
  const std::string hook = running_[finished.test_run_hook_started_id];
  running_.erase(finished.test_run_hook_started_id);
  if (finished.result.status != messages::Status::failed) return std::nullopt;
  Problem problem{.what = "a hook of the run failed: " + explanation(finished.result)};
  if (const auto found = hooks_.find(hook); found != hooks_.end()) {
    problem.uri = found->second.uri.value_or("");
    if (found->second.location) problem.line = found->second.location->line;
  }
  return problem;
}

}  // namespace ordeal::reports
