// A Cucumber expression's structure:
//
//   expression  := ( alternation | optional | parameter | text )*
//   alternation := (?<= start | white space | '}' )  alternative* ( '/' alternative* )+  (?= white space |
//   '{' | end ) alternative := optional | parameter | text optional    := '(' ( optional | parameter | text
//   )* ')' parameter   := '{' ( text | white space )* '}' text        := white space | ')' | '}' | any other
//   text
//
// The grammar accepts what compiling refuses afterwards with a better message: nested optionals, parameters
// in optionals, empty alternatives.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"

namespace ordeal::expressions {

enum class NodeType { text, optional, alternation, alternative, parameter, expression };

struct Node {
  NodeType type;
  std::size_t start;  // in code points
  std::size_t end;
  std::string token;        // of text
  std::vector<Node> nodes;  // of everything else

  [[nodiscard]] std::string text() const;  // the tokens below it, joined
};

[[nodiscard]] Result<Node> parse(std::string_view expression);

}  // namespace ordeal::expressions
