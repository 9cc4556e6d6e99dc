// A program's own words, made fit for others: for clients no path of the host is in them.
#pragma once

#include <string>
#include <string_view>

namespace slots {

// Each absolute path is named by its last part, as in "cannot open …/card"; what is no printable ASCII is a
// blank. A lone slash stays.
std::string without_paths(std::string_view text);

}  // namespace slots
