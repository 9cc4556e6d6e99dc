// How many columns a text takes on a terminal or in an editor with a fixed font: East Asian wide characters
// take two, combining and format characters none, everything else one. Characters count one by one: an emoji
// that is joined from several is as wide as its parts.
#pragma once

#include <cstddef>
#include <string_view>

namespace ordeal {

// Of valid UTF-8.
std::size_t display_width(std::string_view text);

}  // namespace ordeal
