// What `ordeal steps` shows: the steps that features can use, or the parameter types in their wordings.
#pragma once

#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/lint/step_uses.hpp"

namespace ordeal::cli {

struct UsageExample {
  std::string text;   // "Given a director with 1 worker"
  std::string place;  // "features/a.feature:12"
};

struct ListedStep {
  std::string keyword, wording, description;
  bool regular = false;
  std::string takes;  // "table", "text", "table and text", or nothing
  SourceLine where;
  std::vector<std::string> parameters;  // names of its types
  std::vector<UsageExample> examples;   // at most 3, with different texts
};

struct ListedParameter {
  std::string name;
  std::vector<std::string> patterns;
  std::string becomes;  // "std::chrono::nanoseconds"
  std::string place;    // empty: built in
};

// Those whose wording or description contains `search`, in capitals or not; by file and line.
std::vector<ListedStep> list_steps(const Registry& registry, const std::vector<lint::StepUse>& uses,
                                   const std::string& search);
// Those whose name or pattern contains it; the program's own last.
std::vector<ListedParameter> list_parameters(const Registry& registry, const std::string& search);

}  // namespace ordeal::cli
