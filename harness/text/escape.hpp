// Texts that stand where some characters mean something: those are written in another way.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ordeal {

struct Escape {
  char character;
  std::string_view written;
};

// The text with each of these characters written as its escape says, and all others as they are.
std::string escaped(std::string_view text, std::span<const Escape> escapes);

// For HTML and XML, in a text or in an attribute in double quotes: & < > and " as references.
std::string escaped_markup(std::string_view text);

}  // namespace ordeal
