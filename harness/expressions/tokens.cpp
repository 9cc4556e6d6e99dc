#include "harness/expressions/tokens.hpp"

#include <algorithm>
#include <utility>

#include "harness/expressions/complaints.hpp"

namespace ordeal::expressions {
namespace {

constexpr std::string_view escape = "\\";

TokenType type_of(std::string_view code_point) {
  if (code_point == " ") return TokenType::white_space;
  if (code_point == "(") return TokenType::begin_optional;
  if (code_point == ")") return TokenType::end_optional;
  if (code_point == "{") return TokenType::begin_parameter;
  if (code_point == "}") return TokenType::end_parameter;
  if (code_point == "/") return TokenType::alternation;
  return TokenType::text;
}

bool can_be_escaped(std::string_view code_point) {
  return code_point == escape || type_of(code_point) != TokenType::text;
}

// White space and text run on; every other token is one character.
bool runs_on(TokenType type) {
  return type == TokenType::white_space || type == TokenType::text;
}

std::size_t length_of_code_point(unsigned char first) {
  if (first >= 0xf0 && first < 0xf8) return 4;
  if (first >= 0xe0) return 3;
  if (first >= 0xc0) return 2;
  return 1;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

}  // namespace

std::vector<std::string_view> code_points(std::string_view text) {
  std::vector<std::string_view> points;
  while (!text.empty()) {
    const std::size_t length = length_of_code_point(static_cast<unsigned char>(text.front()));
    const std::string_view candidate = text.substr(0, length);
    const bool whole =
        candidate.size() == length && std::all_of(candidate.begin() + 1, candidate.end(), continues);
    points.push_back(whole ? candidate : text.substr(0, 1));
    text.remove_prefix(points.back().size());
  }
  return points;
}

Result<std::vector<Token>> tokenize(std::string_view expression) {
  const auto points = code_points(expression);
  std::vector<Token> tokens{{TokenType::start_of_line, "", 0, 0}};
  for (std::size_t at = 0; at < points.size();) {
    const std::size_t start = at;
    TokenType type = type_of(points[at]);
    if (points[at] == escape) {
      if (++at == points.size()) return end_of_line_escaped(expression, start);
      if (!can_be_escaped(points[at])) return character_cannot_be_escaped(expression, at);
      type = TokenType::text;
    }
    const std::string_view character = points[at++];
    if (tokens.back().type == type && runs_on(type)) {
      tokens.back().text += character;
      tokens.back().end = at;
    } else {
      tokens.push_back({type, std::string(character), start, at});
    }
  }
  tokens.push_back({TokenType::end_of_line, "", points.size(), points.size()});
  return tokens;
}

}  // namespace ordeal::expressions
