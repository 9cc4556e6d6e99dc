// Which scenarios run, and in which order: decided before anything starts.
#pragma once

#include <string>
#include <vector>

#include "harness/expressions/tag_expression.hpp"
#include "harness/run/features.hpp"

namespace ordeal::run {

struct Selection {
  expressions::TagExpression tags;
  std::vector<std::string> names;  // parts of scenario names, any of them; empty: all
  std::vector<std::string> ids;    // of the catalogue ("GPU-02"): scenarios tagged @GPU-02; any; empty: all
  std::string arm;                 // a scenario that is tagged with other arms alone is left out
  std::vector<std::string> arms;   // all there are; without '@'
};

std::string place_of(const gherkin::Pickle& pickle);              // "features/a.feature:12"
std::vector<std::string> tags_of(const gherkin::Pickle& pickle);  // with '@'

// A scenario that was chosen; a few bytes, since a long run has many. `feature` belongs to Features.
struct Chosen {
  const Feature* feature = nullptr;
  std::uint32_t index = 0;       // of its pickle in the feature
  std::uint32_t number = 0;      // its place in the plan, once that is arranged
  std::uint32_t repetition = 1;  // of the scenario: repetition.hpp

  // Its feature stays parsed while somebody holds it.
  std::shared_ptr<const gherkin::Pickle> pickle() const;

  std::string place() const { return place_of(*pickle()); }
};

enum class Order { defined, reverse, random };

struct Plan {
  std::vector<Chosen> scenarios;
};

// Those of the selection's ids that no scenario has.
std::vector<std::string> unknown_ids(const Features& features, const std::vector<std::string>& ids);

Plan make_plan(const Features& features, const Selection& selection);
void arrange(Plan& plan, Order order, std::uint64_t seed);

}  // namespace ordeal::run
