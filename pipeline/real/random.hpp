// Keyed randomness of this process. What must not be guessed comes from the kernel: the seed stands in a
// configuration, and what is keyed by it can be turned round.
#pragma once

#include <sys/random.h>

#include <cerrno>
#include <system_error>

#include "pipeline/env/env.hpp"
#include "pipeline/protocol/keyed.hpp"

namespace slots {

class KeyedRandom final : public Random {
 public:
  explicit KeyedRandom(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t at(std::string_view site, std::uint64_t n) const override { return keyed(seed_, site, n); }
  // Throws std::system_error where the kernel has no entropy to give.
  std::uint64_t unguessable(std::string_view, std::uint64_t) const override {
    std::uint64_t value = 0;
    while (::getrandom(&value, sizeof value, 0) != sizeof value) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    return value;
  }

 private:
  std::uint64_t seed_;
};

}  // namespace slots
