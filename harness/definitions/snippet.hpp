// What to write for an undefined step: the wording with its parameters found, and the definition to paste.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/definitions/step_argument.hpp"
#include "harness/expressions/parameter_type.hpp"

namespace ordeal {

struct Snippet {
  std::vector<std::string> wordings;  // Cucumber expressions that would match, the best first
  std::string code;                   // GIVEN("…", (World& world, int int1)) { … } for the best one
};

// keyword: "Given", "When", "Then"; anything else gives STEP. An empty step argument is std::monostate.
[[nodiscard]] Snippet snippet_for(std::string_view keyword, std::string_view step_text, const StepArgument&,
                                  const expressions::ParameterTypes&);

}  // namespace ordeal
