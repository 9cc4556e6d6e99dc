// How many characters must be added, removed or replaced to make one text of the other. Source: Wagner and
// Fischer, The String-to-String Correction Problem (1974).
#pragma once

#include <cstddef>
#include <string_view>

namespace ordeal {

[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace ordeal
