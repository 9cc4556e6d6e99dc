// Keyed randomness of this process.
#pragma once

#include "pipeline/env/env.hpp"
#include "pipeline/protocol/keyed.hpp"

namespace slots {

class KeyedRandom final : public Random {
 public:
  explicit KeyedRandom(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t at(std::string_view site, std::uint64_t n) const override { return keyed(seed_, site, n); }

 private:
  std::uint64_t seed_;
};

}  // namespace slots
