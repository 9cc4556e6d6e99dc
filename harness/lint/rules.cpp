#include "harness/lint/rules.hpp"

#include <algorithm>
#include <array>

namespace ordeal::lint {
namespace {

constexpr auto all = std::to_array<Rule>({
    {"ambiguous-step", "a step that several definitions match", ambiguous_step},
    {"duplicate-scenario-name", "two scenarios of one feature with one name", duplicate_scenario_name},
    {"empty-feature", "a feature without scenarios", empty_feature},
    {"empty-scenario", "a scenario without steps, or whose examples have no rows", empty_scenario},
    {"impossible-arm", "a tag that names an arm which one of the steps cannot be on", impossible_arm},
    {"near-duplicate-step", "two definitions whose wordings are almost equal", near_duplicate_step},
    {"parse-error", "a feature that does not parse", parse_error},
    {"scenario-without-then", "a scenario that checks nothing", scenario_without_then},
    {"scenario-without-when", "a scenario in which nothing happens", scenario_without_when},
    {"sleep-in-body", "a step's code that waits a fixed time", sleep_in_body},
    {"sleep-step", "a step whose text waits a fixed time", sleep_step},
    {"then-without-check", "a Then whose code checks nothing", then_without_check},
    {"undefined-step", "a step that no definition matches", undefined_step},
    {"unknown-catalogue-id", "a tag like @GPU-01 that the --catalogue lacks", unknown_catalogue_id},
    {"unknown-tag", "a tag that the list of --tags lacks", unknown_tag},
    {"unusable-definition", "a definition that cannot be used", unusable_definition},
    {"unused-step", "a definition that no feature uses; not looked for in a part of features/ alone",
     unused_step},
});

}  // namespace

std::span<const Rule> rules() {
  return all;
}

std::vector<Finding> lint(const Inspected& inspected, const std::vector<std::string>& only) {
  Findings findings;
  for (const Rule& rule : all) {
    if (!only.empty() && std::ranges::find(only, rule.name) == only.end()) continue;
    findings.speak_for(rule.name);
    rule.look(inspected, findings);
  }
  return findings.take();
}

}  // namespace ordeal::lint
