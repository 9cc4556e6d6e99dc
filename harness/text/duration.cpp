#include "harness/text/duration.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

namespace ordeal {
namespace {

constexpr double kLongest = 366.0 * 24 * 3600 * 1000;  // ms

std::optional<double> milliseconds_in(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s" || unit.empty()) return 1000;
  if (unit == "m" || unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  return std::nullopt;
}

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

}  // namespace

boost::system::result<std::chrono::milliseconds, std::string> parse_duration(const std::string& text) {
  const auto refuse = [&]() -> boost::system::result<std::chrono::milliseconds, std::string> {
    return {boost::system::in_place_error,
            "\"" + text + "\" is no duration: write 90, 1.5 s, 250ms, 25m or 1h30m; without a unit, seconds"};
  };
  std::string_view rest = text;
  double sum = 0;
  int parts = 0;
  do {
    skip_spaces(rest);
    double number = 0;
    const auto read =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (read.ec != std::errc() || !(number >= 0)) return refuse();
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    skip_spaces(rest);
    std::size_t letters = 0;
    while (letters < rest.size() && std::isalpha(static_cast<unsigned char>(rest[letters]))) ++letters;
    const auto unit = milliseconds_in(rest.substr(0, letters));
    const bool bare = letters == 0;
    if (!unit || (bare && (!rest.empty() || parts > 0))) return refuse();
    ++parts;
    rest.remove_prefix(letters);
    sum += number * *unit;
  } while (!rest.empty());
  if (sum > kLongest) {
    return {boost::system::in_place_error, "\"" + text + "\" is too long: at most a year, 366 days of 24 h"};
  }
  return std::chrono::milliseconds(static_cast<long>(sum + 0.5));
}

}  // namespace ordeal
