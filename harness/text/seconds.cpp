#include "harness/text/seconds.hpp"

#include <array>
#include <charconv>

namespace ordeal {

std::string in_seconds(std::chrono::milliseconds span) {
  std::array<char, 32> digits{};  // 64 bits of milliseconds take 21 at most
  const double seconds = static_cast<double>(span.count()) / 1000;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), seconds, std::chars_format::fixed).ptr;
  return std::string(digits.data(), end) + " s";
}

}  // namespace ordeal
