#include "pipeline/models/keyed.hpp"

#include <cmath>
#include <numbers>

namespace slots {

double keyed_uniform(std::uint64_t key, std::uint64_t n) {
  return static_cast<double>(mix(mix(key) ^ n) >> 11) * 0x1p-53;
}

double keyed_normal(std::uint64_t key, std::uint64_t n) {
  const double radius = std::sqrt(-2 * std::log(1 - keyed_uniform(key, 2 * n)));
  return radius * std::cos(2 * std::numbers::pi * keyed_uniform(key, 2 * n + 1));
}

}  // namespace slots
