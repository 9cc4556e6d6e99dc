// The words of a Cucumber expression. Offsets count Unicode code points, as Cucumber's messages do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"

namespace ordeal::expressions {

enum class TokenType {
  start_of_line,
  end_of_line,
  white_space,
  begin_optional,
  end_optional,
  begin_parameter,
  end_parameter,
  alternation,
  text
};

struct Token {
  TokenType type;
  std::string text;  // without the backslashes that escaped it
  std::size_t start;
  std::size_t end;  // behind the last code point
};

// Between a start_of_line and an end_of_line token, which are always there.
[[nodiscard]] Result<std::vector<Token>> tokenize(std::string_view expression);

// UTF-8, cut into code points; a byte that is not UTF-8 counts as one.
[[nodiscard]] std::vector<std::string_view> code_points(std::string_view text);

}  // namespace ordeal::expressions
