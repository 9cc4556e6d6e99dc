// What to write for an undefined step: the wording with its parameters found, and the definition to paste.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/definitions/step_argument.hpp"
#include "harness/expressions/parameter_type.hpp"

namespace ordeal {

struct Snippet {
  std::string wording;  // a Cucumber expression that would match
  std::string code;     // GIVEN("…", (World& world, int number)) { … }
};

// `macro`: GIVEN, WHEN, THEN or STEP. One for each way to read the step, the best first. `world`: the first
// parameter, "World& world"; "": none. The code compiles below #include <ordeal/steps.hpp> alone, but for
// that type and the project's own ones.
[[nodiscard]] std::vector<Snippet> snippets_for(std::string_view macro, std::string_view step_text,
                                                const StepArgument&, const expressions::ParameterTypes&,
                                                std::string_view world);

}  // namespace ordeal
