#include "reports/scenario_text.hpp"

#include <cmath>
#include <cstdio>

namespace ordeal::reports {
namespace {

using messages::Status;

std::string headline(const Scenario& scenario, const Paint& paint) {
  const Ending ending = ending_of(scenario);
  std::string line = paint.by(ending, sign_of(ending)) + " " + paint.bold("Scenario: " + scenario.name);
  if (!scenario.example.empty()) line += " " + paint.dim(scenario.example);
  if (ending != Ending::passed && ending != Ending::failed) {
    line += " " + paint.by(ending, std::string(to_string(ending)));
  }
  line += repetition_in_words(scenario);
  if (scenario.attempt > 0) line += " (attempt " + std::to_string(scenario.attempt + 1) + ")";
  if (scenario.will_be_retried) line += " (will be tried again)";
  return line + "  " + paint.dim(place(scenario));
}

}  // namespace

std::string indented(std::string_view text, std::string_view indent) {
  std::string all;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    all += std::string(end == 0 ? "" : indent) + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

std::string step_text(const Step& step, bool decided, const Paint& paint, std::string_view indent) {
  const Status status = step.result.status;
  std::string text;
  if (!step.is_hook || status != Status::passed) {
    const std::string line = std::string(sign_of(status)) + " " + in_words(step);
    text += std::string(indent) + (decided ? paint.highlighted(line) : paint.by(status, line));
    if (!step.uri.empty()) text += "  " + paint.dim(place(step.uri, step.line));
    text += "\n" + indented(step.argument, std::string(indent) + "    ");
  }
  if (status != Status::passed) {
    text += indented(paint.by(status, explanation(step.result)), std::string(indent) + "    ");
  }
  for (const auto& log : step.logs) text += indented(log, std::string(indent) + "    ");
  return text;
}

std::string scenario_text(const Scenario& scenario, const Paint& paint, std::string_view indent) {
  const std::string deeper = std::string(indent) + "  ";
  std::string text = std::string(indent) + headline(scenario, paint) + "\n";
  if (ending_of(scenario) == Ending::not_started) return text + indented(explanation(scenario), deeper);
  if (scenario.canary && ending_of(scenario) == Ending::passed) return text;  // it is in every run
  const Step* deciding = is_failure(ending_of(scenario)) ? deciding_step(scenario) : nullptr;
  for (const auto& step : scenario.steps) {
    text += step_text(step, &step == deciding && step.result.status == Status::failed, paint, deeper);
  }
  for (const auto& log : scenario.logs) text += indented(log, deeper);
  if (!scenario.output.empty())
    text += deeper + "its output:\n" + indented(last_lines(scenario.output), deeper + "  ");
  return text;
}

std::string duration_text(messages::Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  char text[64];
  // The limits are those at which rounding reaches the next unit.
  if (seconds < 0.9995) {
    std::snprintf(text, sizeof text, "%.0f ms", seconds * 1000);
  } else if (seconds < 59.95) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    const auto whole = std::llround(seconds);
    std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
  }
  return text;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace ordeal::reports
