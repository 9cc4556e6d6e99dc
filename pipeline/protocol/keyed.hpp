// Randomness that is keyed, not drawn: the same (seed, site, n) gives the same value whatever happened
// elsewhere, on every machine. No std:: distribution, whose results differ between libraries.
#pragma once

#include <cstdint>
#include <string_view>

namespace slots {

// 64 well mixed bits: SplitMix64's step and finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom
// Number Generators, OOPSLA 2014).
inline std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

inline std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  return hash;
}

inline std::uint64_t keyed(std::uint64_t seed, std::string_view site, std::uint64_t n) {
  return mix(seed ^ mix(fnv1a(site) + n));
}

}  // namespace slots
