#include "pipeline/protocol/duration_text.hpp"

#include <charconv>
#include <cmath>

namespace slots {
namespace {

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr Unit kUnits[] = {{"h", 1h}, {"min", 1min}, {"s", 1s}, {"ms", 1ms}, {"us", 1us}, {"ns", 1ns}};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const auto& unit : kUnits) {
    if (unit.name != text) continue;
    const double nanoseconds = std::round(number * static_cast<double>(unit.length.count()));
    if (nanoseconds >= 9.2e18) return std::nullopt;
    return Duration(static_cast<std::int64_t>(nanoseconds));
  }
  return std::nullopt;
}

std::string duration_text(Duration duration) {
  if (duration == 0ns) return "0 s";
  for (const auto& unit : kUnits) {
    if (duration % unit.length == 0ns)
      return std::to_string(duration / unit.length) + " " + std::string(unit.name);
  }
  return std::to_string(duration.count()) + " ns";
}

}  // namespace slots
