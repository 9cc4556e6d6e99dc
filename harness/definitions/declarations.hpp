// What a program's .cpp files declare with GIVEN, BEFORE and PARAMETER_TYPE, as plain values. Declaring never
// fails and checks nothing: static initialisers run in no fixed order, and an error there would have no place
// to go. Registry puts the pieces together.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <typeindex>
#include <vector>

#include "harness/definitions/context.hpp"
#include "harness/definitions/step_argument.hpp"
#include "harness/expressions/expression.hpp"

namespace ordeal {

struct SourceLine {
  std::string file;  // as the compiler was given it; relative to the project's root with our targets
  int line = 0;
  [[nodiscard]] std::string text() const;  // "steps/director.cpp:12"
};

// The first argument of GIVEN: a Cucumber expression, or a regular expression by REGEX("…").
struct Wording {
  const char* text;
  bool regular = false;
  constexpr Wording(const char* expression) : text(expression) {}
  constexpr Wording(const char* pattern, bool is_regular) : text(pattern), regular(is_regular) {}
};

// A step function's parameter that takes a capture.
struct ExpectedCapture {
  std::string type;                        // "int", for messages
  bool (*accepts)(std::type_index given);  // whether a parameter type's value becomes it
};

// What a step function wants to stand below its step.
struct TakesArgument {
  bool table = false, doc_string = false;
  bool operator==(const TakesArgument&) const = default;
};

struct StepFunction {
  std::vector<ExpectedCapture> captures;
  TakesArgument takes = {};
  std::vector<std::type_index> needs = {};  // objects of the context, in the order of the parameters
  // Throws what the body throws; std::invalid_argument or std::out_of_range when a capture has no value of
  // the parameter's type, std::logic_error when the context lacks an object.
  void (*invoke)(Context&, const std::vector<expressions::Argument>&, const StepArgument&) = nullptr;
};

struct StepDeclaration {
  std::string keyword;  // "Given", "When", "Then", "Step": for the reader; any keyword matches any step
  std::string wording;
  bool regular = false;
  std::string description;  // "" when not given
  SourceLine where;
  StepFunction function;
};

// Around what a hook runs. Hooks of the run, a feature and a rule run once, in the harness's own process,
// before the first scenario there starts and after the last has ended; the others in the scenario's process.
enum class HookScope { run, feature, rule, scenario, step };
enum class HookSide { before, after };

struct HookOptions {
  std::string tags = {};  // a tag expression over the tags of the feature, rule or scenario; "" for each. Not
                          // for the run, which has no tags
  int order = 0;          // hooks before run in ascending, those after in descending order
  std::string name = {};
};

struct HookDeclaration {
  HookScope scope = HookScope::scenario;
  HookSide side = HookSide::before;
  HookOptions options;
  SourceLine where;
  std::function<void(Context&)> run;
};

struct ParameterTypeDeclaration {
  expressions::ParameterType type;
  std::size_t values = 1;  // how many texts the transformer takes
  SourceLine where;
};

struct Declarations {
  std::vector<StepDeclaration> steps;
  std::vector<HookDeclaration> hooks;
  std::vector<ParameterTypeDeclaration> parameter_types;

  static Declarations& of_program();  // where the macros put theirs; complete when main starts
};

}  // namespace ordeal
