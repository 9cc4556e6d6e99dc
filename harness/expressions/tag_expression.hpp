// Tag expressions: "@gpu and not (@slow or @nightly)". Grammar and messages: tag-expressions 11. Words are
// separated by white space; \( \) \\ and an escaped space are part of a tag. The empty expression holds for
// every scenario.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"

namespace ordeal::expressions {

class TagExpression {
 public:
  TagExpression() = default;  // the empty expression
  static Result<TagExpression> parse(std::string_view);

  [[nodiscard]] bool holds(const std::vector<std::string>& tags) const;
  [[nodiscard]] std::string formatted() const;  // every operation in parentheses: "( @a and not ( @b ) )"

 private:
  enum class Kind { tag, negation, conjunction, disjunction };
  struct Item {
    Kind kind;
    std::string tag;
  };
  std::vector<Item> postfix_;  // operands before their operator: no recursion, however deep the expression is

  friend class TagParser;
};

}  // namespace ordeal::expressions
