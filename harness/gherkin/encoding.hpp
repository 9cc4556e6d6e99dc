// Features in other encodings than UTF-8: a comment in front of everything but comments and empty lines says
// which, "# encoding: iso-8859-1". Source: EncodingParser of cucumber-jvm; cucumber-ruby reads it alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/gherkin/parse_error.hpp"

namespace ordeal::gherkin {

struct DeclaredEncoding {
  std::string_view name;  // of `text`, as it stands there
  Location location;      // of the name
};
// None where it is UTF-8, declared or not.
std::optional<DeclaredEncoding> declared_encoding(std::string_view text);

// Turns the text into UTF-8. The error: an encoding that this machine does not know, or bytes that are none
// of its characters; the text is left as it was.
std::optional<ParseError> decode(std::string& text);

}  // namespace ordeal::gherkin
