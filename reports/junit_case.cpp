#include "reports/junit_case.hpp"

#include <algorithm>

#include "reports/xml.hpp"

namespace ordeal::reports {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_attribute(value) + '"';
}

// The official naming: feature (if wanted), rule, scenario, examples, row; empty parts left out.
std::string case_name(const Scenario& scenario, const JunitNames& names) {
  std::string row = scenario.example;
  if (!row.empty() && scenario.outline != scenario.name) row += ": " + scenario.name;
  std::string name;
  for (const auto& part :
       {names.feature_in_case ? scenario.feature : "", scenario.rule,
        scenario.outline.empty() ? scenario.name : scenario.outline, scenario.examples, row}) {
    if (!part.empty()) name += (name.empty() ? "" : " - ") + part;
  }
  return names.beyond_official ? name + repetition_in_words(scenario) : name;
}

std::string case_class(const Scenario& scenario, const JunitNames& names) {
  if (!names.case_class.empty()) return names.case_class;
  return scenario.feature.empty() ? scenario.uri : scenario.feature;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t characters_in(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

// "Given a step....passed": the status stands in column 77, after two dots at least.
// The official form has a space behind every keyword, ours only where there is one.
std::string step_line(const Step& step, const JunitNames& names) {
  constexpr std::size_t column = 76, least_dots = 2;
  const std::string text(trimmed(step.text));
  std::string line =
      names.beyond_official ? step.keyword + text : std::string(trimmed(step.keyword)) + " " + text;
  const std::size_t width = std::min(column, characters_in(line));
  line.append(std::max(least_dots, column - width), '.');
  return line + std::string(name_of(step.result.status)) + "\n";
}

std::string element(std::string_view name, const std::string& attributes, std::string_view content) {
  std::string xml = "<" + std::string(name) + attributes;
  if (content.empty()) return xml + "/>\n";
  return xml + ">\n" + xml_cdata(content) + "\n</" + std::string(name) + ">\n";
}

std::string stack_of(const messages::TestStepResult* result) {
  if (result == nullptr) return "";
  if (result->exception && result->exception->stack_trace) return *result->exception->stack_trace;
  return result->message.value_or("");
}

std::string error_element(Ending ending, const messages::TestStepResult* result, const std::string& content) {
  const std::string message =
      ending == Ending::interrupted && content.empty() ? "the run ended before this scenario did"
      : result != nullptr && result->exception && result->exception->message ? *result->exception->message
                                                                             : content;
  return element("error", attribute("type", to_string(ending)) + attribute("message", message), content);
}

std::string failure_element(const messages::TestStepResult* result, const std::string& content) {
  std::string attributes;
  if (result != nullptr && result->exception) {
    if (!result->exception->type.empty()) attributes += attribute("type", result->exception->type);
    const std::string message = result->exception->message.value_or("");
    if (!message.empty()) attributes += attribute("message", message);
  }
  return element("failure", attributes, content);
}

// The official form tells one failure, the last; here it is the first, and the others stand below it.
std::string outcome_element(const Scenario& scenario, const JunitNames& names) {
  const Ending ending = ending_of(scenario);
  const Step* decided = deciding_step(scenario);
  const auto* result = names.beyond_official && decided != nullptr ? &decided->result : most_severe(scenario);
  std::string content = scenario.never_began.empty() ? stack_of(result) : scenario.never_began;
  if (is_skip(ending)) {
    constexpr std::string_view begins = "not started: ";
    const bool said = ending == Ending::skipped || content.starts_with(begins);
    return element("skipped", "", said ? content : std::string(begins) + content);
  }
  if (names.beyond_official) {
    for (const Step* step : further_failures(scenario))
      content += "\n\nalso, in " + in_words(*step) + ":\n" + stack_of(&step->result);
  }
  if (is_error(ending)) return error_element(ending, result, content);
  return is_failure(ending) ? failure_element(result, content) : "";
}

// What went wrong outside of scenarios.
std::string erroneous_case(std::string_view case_class, std::string_view name, std::string_view type,
                           std::string_view message) {
  return "<testcase" + attribute("classname", case_class) + attribute("name", name) + attribute("time", "0") +
         ">\n" + element("error", attribute("type", type) + attribute("message", message), message) +
         "</testcase>\n";
}

}  // namespace

bool is_skip(Ending ending) {
  return ending == Ending::skipped || ending == Ending::not_started;
}

bool is_error(Ending ending) {
  return ending == Ending::invalid || ending == Ending::not_healed || ending == Ending::interrupted;
}

std::string junit_seconds(messages::Duration duration) {
  const auto millis =
      std::chrono::floor<std::chrono::milliseconds>(std::max(duration, messages::Duration{})).count();
  std::string text = std::to_string(millis / 1000);
  if (millis % 1000 != 0) {
    const std::string fraction = std::to_string(1000 + millis % 1000);
    text += "." + fraction.substr(1, fraction.find_last_not_of('0'));
  }
  return text;
}

std::string junit_case(const Scenario& scenario, const JunitNames& names, const std::string& file) {
  const auto duration = scenario.finished ? *scenario.finished - scenario.started : messages::Duration{};
  std::string xml = "<testcase" + attribute("classname", case_class(scenario, names)) +
                    attribute("name", case_name(scenario, names)) +
                    (names.beyond_official ? attribute("file", file) : "") +
                    attribute("time", junit_seconds(duration)) + ">\n" + outcome_element(scenario, names);
  std::string output;
  if (names.beyond_official && ending_of(scenario) == Ending::flaky) {
    output += "flaky: passed in attempt " + std::to_string(scenario.attempt + 1) +
              "; the one before did not: " + explanation(scenario) + "\n";
  }
  for (const auto& step : scenario.steps) {
    if (!step.is_hook) output += step_line(step, names);
  }
  if (names.beyond_official && !scenario.output.empty()) output += "\n" + scenario.output + "\n";
  if (!output.empty()) xml += "<system-out>" + xml_cdata("\n" + output) + "</system-out>\n";
  return xml + "</testcase>\n";
}

std::string junit_case(const RunHook& failed, const JunitNames& names) {
  const std::string name = failed.uri.empty() ? "(unknown)" : place(failed.uri, failed.line);
  std::string xml = "<testcase" + attribute("name", name) + attribute("time", junit_seconds(failed.took)) +
                    ">\n" + failure_element(&failed.result, stack_of(&failed.result));
  if (names.beyond_official && !failed.output.empty())
    xml += "<system-out>" + xml_cdata("\n" + failed.output + "\n") + "</system-out>\n";
  return xml + "</testcase>\n";
}

std::string junit_case(const messages::ParseError& error) {
  return erroneous_case(error.source.uri.value_or("feature"), "parse", "parse error", error.message);
}

std::string junit_case_of_run(const std::string& problem) {
  return erroneous_case("run", "run", "run", problem);
}

}  // namespace ordeal::reports
