#include "pipeline/models/keyed.hpp"

#include <cmath>
#include <numbers>

namespace slots {

std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

double keyed_uniform(std::uint64_t key, std::uint64_t n) {
  return static_cast<double>(mix(mix(key) ^ n) >> 11) * 0x1p-53;
}

double keyed_normal(std::uint64_t key, std::uint64_t n) {
  const double radius = std::sqrt(-2 * std::log(1 - keyed_uniform(key, 2 * n)));
  return radius * std::cos(2 * std::numbers::pi * keyed_uniform(key, 2 * n + 1));
}

}  // namespace slots
