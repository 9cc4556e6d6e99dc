// How much of a text fits into a line of a terminal.
#include "harness/text/display_width.hpp"
#include "harness/text/utf8.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {
namespace {

// Of one character in UTF-8: U+0000 to U+001F and U+007F to U+009F.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace

std::string cut_to_width(std::string_view text, std::size_t columns) {
  const std::string valid = valid_utf8(text);
  std::string fits;
  std::size_t used = 0,
              shorter = 0;  // bytes of `fits` that leave room for the sign that something is left out
  for (std::string_view rest = valid; !rest.empty();) {
    const auto character = rest.substr(0, utf8_sequence_length(rest));
    rest.remove_prefix(character.size());
    const auto shown = is_control(character) ? " " : character;
    used += display_width(shown);
    if (used > columns) return columns == 0 ? "" : fits.substr(0, shorter) + "…";
    fits += shown;
    if (used + 1 <= columns) shorter = fits.size();
  }
  return fits;
}

}  // namespace ordeal::reports
