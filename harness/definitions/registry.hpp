// The step definitions, hooks and parameter types that a run uses, and the search for the one that a step
// means. Built once from declarations, then const; any thread may match.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/definitions/context.hpp"
#include "harness/definitions/declarations.hpp"
#include "harness/definitions/step_argument.hpp"
#include "harness/definitions/step_index.hpp"
#include "harness/expressions/expression.hpp"
#include "harness/expressions/tag_expression.hpp"

namespace ordeal {

struct StepDefinition {
  expressions::Expression expression;
  std::string keyword;
  std::string description;
  SourceLine where;
  StepFunction function;

  // Runs the body. `arguments` are those of a match of this definition. Throws as StepFunction::invoke does,
  // and std::invalid_argument when the step has a table or text that the function does not take, or the other
  // way round.
  void invoke(Context&, const std::vector<expressions::Argument>& arguments, const StepArgument&) const;
};

struct Hook {
  HookScope scope;
  HookSide side;
  HookOptions options;
  expressions::TagExpression tags;
  SourceLine where;
  std::function<void(Context&)> run;
};

// What a step's text meant: nothing known, one definition with its arguments, or several.
struct Undefined {};
struct Matched {
  const StepDefinition* definition;
  std::vector<expressions::Argument> arguments;
};
struct Ambiguous {
  std::vector<const StepDefinition*> definitions;  // by file and line

  [[nodiscard]] std::string message() const;  // one "expression # file:line" a line
};
using StepMatch = std::variant<Undefined, Matched, Ambiguous>;

// A declaration that cannot be used. A run must not start over it.
struct Problem {
  SourceLine where;
  std::string expression;  // the wording, pattern or tag expression at fault
  std::string message;
  std::string undefined_parameter_type;  // its name when the wording names an unknown one

  [[nodiscard]] std::string text() const;  // "file:line: message"
};

class Registry {
 public:
  explicit Registry(const Declarations&);
  static Registry of_program() { return Registry(Declarations::of_program()); }
  Registry(Registry&&) = default;
  Registry& operator=(Registry&&) = default;

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

  [[nodiscard]] StepMatch match(std::string_view step_text) const;

  // The hooks around what has these tags ("@gpu"), in the order in which they run.
  [[nodiscard]] std::vector<const Hook*> hooks(HookScope, HookSide,
                                               const std::vector<std::string>& tags) const;
  // Whether there is any hook of this scope: most suites have none, and need not ask for each step.
  [[nodiscard]] bool has_hooks(HookScope) const;

  // The definition whose wording is nearest to an undefined step's text by edit distance; null when none is
  // near (more than two fifths of the characters differ).
  [[nodiscard]] const StepDefinition* nearest(std::string_view step_text) const;

  // By file and line. Addresses stay the same as long as the registry, also when it is moved.
  [[nodiscard]] const std::vector<StepDefinition>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<Hook>& hooks() const { return hooks_; }
  // All of them: Cucumber's, ours and the program's.
  [[nodiscard]] const expressions::ParameterTypes& parameter_types() const { return *parameter_types_; }
  // The program's own, for the message stream: where each was declared.
  [[nodiscard]] const std::vector<ParameterTypeDeclaration>& own_parameter_types() const {
    return own_types_;
  }

 private:
  void add_parameter_types(const Declarations&);
  void add_steps(const Declarations&);
  void add_hooks(const Declarations&);

  std::unique_ptr<expressions::ParameterTypes> parameter_types_;  // expressions point into it
  std::vector<ParameterTypeDeclaration> own_types_;
  std::vector<StepDefinition> steps_;
  definitions::StepIndex index_;  // of steps_, by their positions
  std::vector<Hook> hooks_;
  std::vector<Problem> problems_;
};

}  // namespace ordeal
