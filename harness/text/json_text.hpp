// Texts and numbers as JSON has them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordeal {

// Appends the text in quotes. Bytes that are no UTF-8 become U+FFFD each: whoever reads a report must get
// JSON, whatever a program printed.
void append_json_string(std::string& json, std::string_view text);

void append_json_number(std::string& json, std::int64_t number);

}  // namespace ordeal
