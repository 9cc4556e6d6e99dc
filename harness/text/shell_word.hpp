// Texts as words of a POSIX shell's command line.
#pragma once

#include <string>
#include <string_view>

namespace ordeal {

// In single quotes, whatever it is.
std::string single_quoted(std::string_view text);

// Quoted only where it must be, for people to read.
std::string shell_word(std::string_view text);

}  // namespace ordeal
