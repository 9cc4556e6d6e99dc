// A step definition's wording: a Cucumber expression ("{int} worker(s)") or a regular expression, compiled
// once and matched against steps. Grammar and messages: cucumber-expressions 20.
#pragma once

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"
#include "harness/expressions/group.hpp"
#include "harness/expressions/parameter_type.hpp"
#include "harness/expressions/word_pattern.hpp"

namespace ordeal::expressions {

class TreeRegexp;

struct Argument {
  Group group;
  const ParameterType* type =
      nullptr;  // none: an unnamed group of a regular expression, its value is its text

  [[nodiscard]] std::string type_name() const { return type ? type->name : ""; }
  [[nodiscard]] std::any value() const;  // throws what the type's transform throws

  // Whether the value is a std::string that text() gives without a std::any around it.
  [[nodiscard]] bool is_text() const { return group.text.has_value() && (!type || type->text); }
  [[nodiscard]] std::string text() const { return type ? type->text(group.values()) : *group.text; }
};

// The parameter types must outlive the expressions made with them.
class Expression {
 public:
  static Result<Expression> cucumber(std::string source, const ParameterTypes&);
  // RE2 syntax. Each outermost capture group is one argument; a group whose pattern is a parameter type's
  // takes that type. Not anchored.
  static Result<Expression> regular(std::string source, const ParameterTypes&);

  [[nodiscard]] std::optional<std::vector<Argument>> match(std::string_view text) const;

  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] bool is_regular() const { return regular_; }
  [[nodiscard]] const std::string& regexp() const;  // what it was compiled to
  // Of a Cucumber expression; empty for a regular one.
  [[nodiscard]] const std::vector<WordPattern>& words() const { return words_; }
  // One for each argument, in order; null as in Argument::type.
  [[nodiscard]] const std::vector<const ParameterType*>& types() const { return types_; }

 private:
  Expression(std::string source, bool regular, std::shared_ptr<const TreeRegexp>,
             std::vector<const ParameterType*>, std::vector<WordPattern>);

  std::string source_;
  bool regular_;
  std::shared_ptr<const TreeRegexp> tree_;
  std::vector<const ParameterType*> types_;
  std::vector<WordPattern> words_;
};

}  // namespace ordeal::expressions
