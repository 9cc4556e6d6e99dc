#include "pipeline/models/words.hpp"

#include "pipeline/models/keyed.hpp"

namespace slots {
namespace {

bool ascii_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool of_a_word(unsigned char c) {
  return ascii_letter(c) || (c >= '0' && c <= '9') || c >= 128;
}

// FNV-1a.
constexpr std::uint64_t kHashStart = 1469598103934665603, kHashFactor = 1099511628211;

}  // namespace

std::vector<std::int64_t> word_rows(std::string_view text, std::int64_t rows, std::size_t most) {
  std::vector<std::int64_t> found;
  const auto take = [&](std::uint64_t hash) {
    for (int probe = 0; probe < kRowsPerWord; ++probe)
      found.push_back(static_cast<std::int64_t>(mix(hash + probe) % static_cast<std::uint64_t>(rows)));
  };
  std::uint64_t hash = kHashStart;
  bool inside = false;
  for (const unsigned char c : text) {
    if (found.size() == most * kRowsPerWord) return found;
    if (of_a_word(c)) {
      hash = (hash ^ (ascii_letter(c) ? c | 0x20U : c)) * kHashFactor;
      inside = true;
    } else if (inside) {
      take(hash);
      hash = kHashStart;
      inside = false;
    }
  }
  if (inside && found.size() < most * kRowsPerWord) take(hash);
  if (found.empty()) found.assign(kRowsPerWord, 0);
  return found;
}

}  // namespace slots
