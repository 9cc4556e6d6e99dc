#include "reports/github.hpp"

#include "harness/messages/note.hpp"
#include "harness/text/escape.hpp"
#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {
namespace {

std::string command(std::string_view level, const std::string& uri, std::int64_t line, std::int64_t column,
                    const std::string& title, const std::string& message) {
  std::string text = "::" + std::string(level) + " ";
  if (!uri.empty()) text += "file=" + command_property(uri) + ",";
  if (line > 0) text += "line=" + std::to_string(line) + ",";
  if (column > 0) text += "col=" + std::to_string(column) + ",";
  return text + "title=" + command_property(title) + "::" + command_data(message) + "\n";
}

// The step that decided how it ended, where it stands in the feature itself; otherwise the scenario.
std::int64_t line_of(const Scenario& scenario) {
  const Step* step = deciding_step(scenario);
  const bool decided = step != nullptr && step->result.status > messages::Status::skipped;
  return decided && step->uri == scenario.uri && step->line > 0 ? step->line : scenario.line;
}

}  // namespace

std::string command_data(std::string_view text) {
  constexpr Escape escapes[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}};
  return visible(escaped(text, escapes));
}

std::string command_property(std::string_view text) {
  constexpr Escape escapes[] = {{':', "%3A"}, {',', "%2C"}};
  return escaped(command_data(text), escapes);
}

void Github::on(const messages::Envelope& envelope) {
  facts_.on(envelope);
  summary_.on(envelope);
  if (const auto* note = messages::note_in(envelope))
    output_.write(command("warning", "", 0, 0, "ordeal", *note));
  if (const auto problem = finder_.on(envelope)) add(*problem);
  const auto scenario = tracker_.on(envelope);
  if (scenario && !scenario->will_be_retried) add(*scenario);
}

void Github::add(const Scenario& scenario) {
  summary_.add(scenario);
  const Ending ending = ending_of(scenario);
  if (ending == Ending::not_started) ++not_started_;
  if (!is_worth_telling(ending)) return;
  const std::string why = explanation_with_output(scenario);
  output_.write(command(
      ending == Ending::flaky ? "warning" : "error", repository_.path_of(scenario.uri), line_of(scenario), 0,
      scenario.name + repetition_in_words(scenario) + " (" + std::string(to_string(ending)) + ")",
      why + (why.empty() ? "" : "\n") + "again: " + rerun_command(scenario, facts_)));
  output_.flush();
}

void Github::add(const Problem& problem) {
  summary_.add(problem);
  output_.write(command("error", repository_.path_of(problem.uri), problem.line, problem.column, "ordeal",
                        with_output(problem.what, problem.output)));
}

boost::system::result<void, std::string> Github::finish() {
  for (const auto& scenario : tracker_.take_unfinished()) add(scenario);
  if (not_started_ > 0) {  // GitHub shows ten annotations of a step
    output_.write(command("warning", "", 0, 0, "not started",
                          counted(not_started_, "scenario") + " never began: the run ended before"));
  }
  const auto summary = summary_.finish();
  const auto commands = output_.finish();
  return summary.has_error() ? summary : commands;
}

}  // namespace ordeal::reports
