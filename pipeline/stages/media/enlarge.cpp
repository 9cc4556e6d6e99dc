#include "pipeline/stages/media/enlarge.hpp"

#include <algorithm>
#include <cmath>

namespace slots {
namespace {

float keys(float distance) {
  const float x = std::abs(distance);
  if (x <= 1) return (1.5F * x - 2.5F) * x * x + 1;
  return x < 2 ? ((-0.5F * x + 2.5F) * x - 4) * x + 2 : 0;
}

}  // namespace

Enlarger::Enlarger(int from, int to) : from_(from), to_(to), wide_(3UL * from * to), result_(3UL * to * to) {
  for (int i = 0; i < to; ++i) {
    const float place =
        (static_cast<float>(i) + 0.5F) * static_cast<float>(from) / static_cast<float>(to) - 0.5F;
    const int first = static_cast<int>(std::floor(place)) - 1;
    Taps t{};
    for (int k = 0; k < 4; ++k) {
      t.at[k] = std::clamp(first + k, 0, from - 1);
      t.weight[k] = keys(place - static_cast<float>(first + k));
    }
    taps_.push_back(t);
  }
}

std::span<const std::uint8_t> Enlarger::operator()(std::span<const float> picture) {
  float* out = wide_.data();
  for (int y = 0; y < from_; ++y) {
    const float* row = picture.data() + 3L * y * from_;
    for (const Taps& t : taps_)
      for (int c = 0; c < 3; ++c)
        *out++ = t.weight[0] * row[3 * t.at[0] + c] + t.weight[1] * row[3 * t.at[1] + c] +
                 t.weight[2] * row[3 * t.at[2] + c] + t.weight[3] * row[3 * t.at[3] + c];
  }
  std::uint8_t* byte = result_.data();
  const long width = 3L * to_;
  for (const Taps& t : taps_) {
    const float *a = &wide_[t.at[0] * width], *b = &wide_[t.at[1] * width];
    const float *c = &wide_[t.at[2] * width], *d = &wide_[t.at[3] * width];
    for (long i = 0; i < width; ++i) {
      const float v = t.weight[0] * a[i] + t.weight[1] * b[i] + t.weight[2] * c[i] + t.weight[3] * d[i];
      *byte++ = static_cast<std::uint8_t>(
          std::clamp(v, 0.0F, 1.0F) * 255 +
          0.5F);  // NOLINT(bugprone-incorrect-roundings): never negative, and lround is slow
    }
  }
  return result_;
}

}  // namespace slots
