// What the parser needs to know about UTF-8 text: how many code points, what is white space.
#pragma once

#include <cstddef>
#include <string_view>

namespace ordeal::gherkin {

// Of valid text.
std::size_t count_code_points(std::string_view text);

// How many ' ' there are at the start.
std::size_t count_leading_spaces(std::string_view text);

// White space as ECMAScript's \s has it, which the official parser trims by: ASCII, U+00A0, U+1680, U+2000 to
// U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
std::string_view trim_left(std::string_view text);
std::string_view trim_right(std::string_view text);
inline std::string_view trim(std::string_view text) {
  return trim_left(trim_right(text));
}
bool contains_space(std::string_view text);
// The text before the first white space that is followed by '#'; all of it when there is none.
std::string_view without_trailing_comment(std::string_view text);

// In table cells only space, \t, \v, \f, \r, U+0085 and U+00A0 are trimmed, so that an escaped \n stays.
std::string_view trim_cell_left(std::string_view text);
std::string_view trim_cell_right(std::string_view text);

}  // namespace ordeal::gherkin
