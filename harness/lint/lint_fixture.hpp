// For the rules' tests: what one rule finds in features and definitions given as texts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/lint/rules.hpp"
#include "harness/run/parsed_fixture.hpp"

namespace ordeal::lint {

struct Linted {
  std::string feature = "Feature: f\n";     // a.feature
  std::vector<StepDeclaration> steps = {};  // by declared()
  std::optional<std::string> tags = {};     // the list of --tags
  std::optional<std::string> catalogue = {};
  std::string source = {};  // of steps/x.cpp
  bool whole = true;
  std::vector<std::string> arms = {};
  run::StepArms step_arms = {};
};

// A definition at this line of steps/x.cpp that takes whatever its wording captures.
inline StepDeclaration declared(std::string keyword, std::string wording, int line = 1,
                                bool regular = false) {
  StepDeclaration step{.keyword = std::move(keyword),
                       .wording = std::move(wording),
                       .regular = regular,
                       .where = {"steps/x.cpp", line}};
  const auto captures = std::ranges::count(step.wording, regular ? '(' : '{');
  step.function.captures.assign(static_cast<std::size_t>(captures),
                                {"anything", [](std::type_index) { return true; }});
  step.function.invoke = [](Context&, const auto&, const StepArgument&) {};
  return step;
}

// "a.feature:3:5: message", one for each finding.
inline std::vector<std::string> findings(const std::string& rule, const Linted& linted) {
  run::Features features;
  features.read.push_back(run::parsed("a.feature", linted.feature));
  const Registry registry({.steps = linted.steps});
  const auto root = std::filesystem::path(testing::TempDir()) / ("lint-" + std::to_string(getpid()));
  std::filesystem::create_directories(root / "steps");
  std::ofstream(root / "steps/x.cpp") << linted.source;
  StepSources sources(root);
  Inspected inspected{.features = features,
                      .registry = registry,
                      .uses = step_uses(features, registry),
                      .whole = linted.whole,
                      .arms = linted.arms,
                      .step_arms = linted.step_arms,
                      .sources = &sources};
  if (linted.tags) inspected.known_tags = KnownTags::in(*linted.tags);
  if (linted.catalogue) inspected.catalogue = catalogue_ids_in(*linted.catalogue);
  std::vector<std::string> texts;
  for (const Finding& finding : lint(inspected, {rule})) {
    texts.push_back(finding.file + ":" + std::to_string(finding.location.line) + ":" +
                    std::to_string(finding.location.column) + ": " + finding.message);
    EXPECT_EQ(finding.rule, rule);
  }
  std::filesystem::remove_all(root);
  return texts;
}

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

}  // namespace ordeal::lint
