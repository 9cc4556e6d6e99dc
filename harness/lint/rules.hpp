// The rules of lint, one a file. To add one: a function below, its file, its line in the table of rules.cpp.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/lint/finding.hpp"
#include "harness/lint/inspected.hpp"

namespace ordeal::lint {

void ambiguous_step(const Inspected&, Findings&);
void duplicate_scenario_name(const Inspected&, Findings&);
void empty_feature(const Inspected&, Findings&);
void empty_scenario(const Inspected&, Findings&);
void impossible_arm(const Inspected&, Findings&);
void near_duplicate_step(const Inspected&, Findings&);
void parse_error(const Inspected&, Findings&);
void scenario_without_then(const Inspected&, Findings&);
void scenario_without_when(const Inspected&, Findings&);
void sleep_in_body(const Inspected&, Findings&);
void sleep_step(const Inspected&, Findings&);
void then_without_check(const Inspected&, Findings&);
void undefined_step(const Inspected&, Findings&);
void unknown_catalogue_id(const Inspected&, Findings&);
void unknown_tag(const Inspected&, Findings&);
void unusable_definition(const Inspected&, Findings&);
void unused_step(const Inspected&, Findings&);

struct Rule {
  std::string_view name;   // "unused-step"
  std::string_view finds;  // for --help
  void (*look)(const Inspected&, Findings&);
};
std::span<const Rule> rules();  // by name

// The findings of every rule, or of those that are named; by file and place.
std::vector<Finding> lint(const Inspected&, const std::vector<std::string>& only = {});

}  // namespace ordeal::lint
