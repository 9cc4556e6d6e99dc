#include "reports/problems.hpp"

#include "reports/scenario.hpp"

namespace ordeal::reports {
namespace {

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

std::string Problem::text_with_output() const {
  return with_output(text(), output);
}

std::optional<Problem> ProblemFinder::on(const messages::Envelope& envelope) {
  if (const auto* error = std::get_if<messages::ParseError>(&envelope)) return of_feature(*error);
  if (const auto* unknown = std::get_if<messages::UndefinedParameterType>(&envelope)) {
    return Problem{.what = "no parameter type {" + unknown->name + "}, which \"" + unknown->expression +
                           "\" uses"};
  }
  if (const auto* finished = std::get_if<messages::TestRunFinished>(&envelope)) return of_run(*finished);
  if (const auto hook = hooks_.on(envelope); hook && hook->failed()) {
    return Problem{.uri = hook->uri,
                   .line = hook->line,
                   .what = "a hook of the run failed: " + explanation(hook->result),
                   .output = hook->output};
  }
  return std::nullopt;
}

}  // namespace ordeal::reports
