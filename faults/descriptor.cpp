#include "faults/descriptor.hpp"

#include <charconv>
#include <cmath>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace ordeal {
namespace {

// The number that `text` begins with; what follows it is left in `text`.
template <class Number>
Number leading(std::string_view& text) {
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc())
    throw std::invalid_argument("'" + std::string(text) + "' begins with no number");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::uint64_t FaultArguments::number(std::size_t index) const {
  std::string_view text = texts_.at(index);
  return leading<std::uint64_t>(text);
}

slots::Stage FaultArguments::stage(std::size_t index) const {
  const auto stage = slots::stage_named(texts_.at(index));
  if (!stage) throw std::invalid_argument("'" + texts_.at(index) + "' is no stage");
  return *stage;
}

int FaultArguments::signal(std::size_t index) const {
  const std::string& text = texts_.at(index);
  for (int number = 1; number < NSIG; ++number) {
    const char* name = ::sigabbrev_np(number);
    if (name && text == "SIG" + std::string(name)) return number;
  }
  throw std::invalid_argument("'" + text + "' is no signal");
}

std::chrono::nanoseconds FaultArguments::duration(std::size_t index) const {
  std::string_view text = texts_.at(index);
  const auto value = leading<double>(text);
  while (text.starts_with(' ')) text.remove_prefix(1);
  const double seconds = text == "ms" ? 1e-3 : text == "s" ? 1 : text == "min" ? 60 : text == "h" ? 3600 : 0;
  if (seconds == 0)
    throw std::invalid_argument("'" + texts_.at(index) + "' is no duration: write ms, s, min or h");
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(value * seconds));
}

std::uint64_t FaultArguments::bytes(std::size_t index) const {
  std::string_view text = texts_.at(index);
  const auto value = leading<double>(text);
  while (text.starts_with(' ')) text.remove_prefix(1);
  const double unit = text == "B" ? 1 : text == "kB" ? 1e3 : text == "MB" ? 1e6 : text == "GB" ? 1e9 : 0;
  if (unit == 0) throw std::invalid_argument("'" + texts_.at(index) + "' is no size: write B, kB, MB or GB");
  return static_cast<std::uint64_t>(std::llround(value * unit));
}

}  // namespace ordeal
