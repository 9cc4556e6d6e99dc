// A text as JSON has it.
#pragma once

#include <string>
#include <string_view>

namespace ordeal::messages {

// Appends the text in quotes. Bytes that are no UTF-8 become U+FFFD each: whoever reads a report must get
// JSON, whatever a program printed.
void append_json_string(std::string& json, std::string_view text);

}  // namespace ordeal::messages
