#include "reports/pretty.hpp"

#include <utility>

#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {

void Pretty::on(const messages::Envelope& envelope) {
  summary_.on(envelope);
  if (const auto hook = hooks_.on(envelope); hook && !hook->failed()) show(*hook);
  if (auto ended = tracker_.on(envelope)) {
    const Scenario scenario = visible(std::move(*ended));
    show(scenario);
    if (!scenario.will_be_retried) summary_.add(scenario);
    output_.flush();
  }
}

// What failed stands at the end, with what it printed.
void Pretty::show(const RunHook& hook) {
  if (hook.output.empty()) return;
  const auto status = hook.result.status;
  const std::string line = std::string(sign_of(status)) + " hook of the run";
  output_.write("\n" + paint_.by(status, line) + "  " + paint_.dim(visible(place(hook.uri, hook.line))) +
                "\n" + indented(last_lines(visible(hook.output)), "    "));
  output_.flush();
}

void Pretty::show(const Scenario& scenario) {
  if (!std::exchange(began_, true)) {
    const std::string clock = summary_.facts().agreed(&messages::SettingsNote::clock).value_or("");
    if (!clock.empty()) output_.write("Clock: " + clock + "\n");
  }
  if (scenario.uri != uri_) {
    const std::string& name = scenario.feature.empty() ? scenario.uri : scenario.feature;
    output_.write("\n" + paint_.bold("Feature: " + name) + "  " + paint_.dim(scenario.uri) + "\n");
    uri_ = scenario.uri;
    rule_.clear();
  }
  if (scenario.rule != rule_) {
    if (!scenario.rule.empty()) output_.write("\n  " + paint_.bold("Rule: " + scenario.rule) + "\n");
    rule_ = scenario.rule;
  }
  output_.write("\n" + scenario_text(scenario, paint_, scenario.rule.empty() ? "  " : "    "));
}

boost::system::result<void, std::string> Pretty::finish() {
  for (auto& unfinished : tracker_.take_unfinished()) {
    const Scenario scenario = visible(std::move(unfinished));
    show(scenario);
    summary_.add(scenario);
  }
  output_.write("\n" + summary_.text(paint_));
  return output_.finish();
}

}  // namespace ordeal::reports
