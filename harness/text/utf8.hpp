// Text that comes from programs under test may hold any bytes; JSON and XML take only UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace ordeal {

// The text with each byte that is no part of a well-formed UTF-8 sequence replaced by U+FFFD.
// Well-formed is what table 3-7 of the Unicode Standard says: no overlong forms, no surrogates, nothing above
// U+10FFFF.
std::string valid_utf8(std::string_view text);

// Length in bytes of the well-formed sequence at the start of the text; 0 when there is none.
std::size_t utf8_sequence_length(std::string_view text);

// Offset of the first byte that does not begin a well-formed sequence, or npos when all is well.
std::size_t find_invalid_utf8(std::string_view text);

}  // namespace ordeal
