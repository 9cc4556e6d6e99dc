// Keyed randomness: SplitMix64's finaliser over the seed, the site's FNV-1a hash and n. What must not be
// guessed comes from the kernel: the seed stands in a configuration, and the finaliser can be turned round.
#pragma once

#include <sys/random.h>

#include <cerrno>
#include <system_error>

#include "pipeline/env/env.hpp"

namespace slots {

class KeyedRandom final : public Random {
 public:
  explicit KeyedRandom(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t at(std::string_view site, std::uint64_t n) const override {
    return mix(seed_ ^ mix(hash(site) + n));
  }
  // Throws std::system_error where the kernel has no entropy to give.
  std::uint64_t unguessable(std::string_view, std::uint64_t) const override {
    std::uint64_t value = 0;
    while (::getrandom(&value, sizeof value, 0) != sizeof value) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    return value;
  }

 private:
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  static std::uint64_t hash(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const unsigned char c : text) h = (h ^ c) * 0x100000001b3;
    return h;
  }
  std::uint64_t seed_;
};

}  // namespace slots
