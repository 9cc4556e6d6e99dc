// What each word of a step's text must look like, so that an index can rule most expressions out without
// running their regular expressions. Words are what lies between single spaces; two spaces in a row make an
// empty word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/parameter_type.hpp"
#include "harness/expressions/parser.hpp"

namespace ordeal::expressions {

struct WordPattern {
  enum class Kind {
    literal,  // exactly this word
    one,      // one word, possibly empty
    several   // one word or more
  };
  Kind kind = Kind::literal;
  std::string literal = {};  // Kind::literal only

  bool operator==(const WordPattern&) const = default;
};

// Of a parsed Cucumber expression that compiles. Every text that the expression matches fits these patterns;
// when all of them are literal, no other text does.
[[nodiscard]] std::vector<WordPattern> word_patterns(const Node& expression, const ParameterTypes&);

// Whether no text that the regular expression matches holds a space. False when that is not plain to see.
[[nodiscard]] bool matches_no_space(std::string_view regexp);

}  // namespace ordeal::expressions
