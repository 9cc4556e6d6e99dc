#include "pipeline/models/waves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "pipeline/models/keyed.hpp"
#include "pipeline/models/profile.hpp"

namespace slots {
namespace {

constexpr int kFinest = 40;  // no wave is finer, however large the picture is
constexpr double kTurn = 2 * std::numbers::pi;

// The three colour axes: orthonormal over (red, green, blue).
constexpr double kColours[3][3] = {
    {1 / std::numbers::sqrt3, 1 / std::numbers::sqrt3, 1 / std::numbers::sqrt3},
    {1 / std::numbers::sqrt2, 0, -1 / std::numbers::sqrt2},
    {0.40824829046386302, -0.81649658092772603, 0.40824829046386302}};

bool zero_or_nyquist(int k, int side) {
  return k == 0 || 2 * k == side;
}

// A wave that is its own mirror image has no sine.
bool own_mirror(int kx, int ky, int side) {
  return zero_or_nyquist(kx, side) && zero_or_nyquist(ky, side);
}

// Of k and -k, which are the same wave, one is kept.
bool kept(int kx, int ky, int side) {
  return own_mirror(kx, ky, side) || !zero_or_nyquist(ky, side) || kx >= 0;
}

}  // namespace

std::vector<Wave> waves(int side, std::size_t most) {
  std::vector<Wave> all;
  const int finest = std::min(side / 2, kFinest);
  for (int ky = 0; ky <= finest; ++ky) {
    for (int kx = -finest + 1; kx <= finest; ++kx) {
      if (!kept(kx, ky, side)) continue;
      for (const Colour colour : {Colour::luma, Colour::red_blue, Colour::green_magenta}) {
        all.push_back({kx, ky, colour, false});
        if (!own_mirror(kx, ky, side)) all.push_back({kx, ky, colour, true});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Wave& a, const Wave& b) { return a.k2() < b.k2(); });
  if (all.size() > most) all.resize(most);
  return all;
}

void draw(const Wave& w, int side, double scale, float* out) {
  const double height = scale * std::sqrt((own_mirror(w.kx, w.ky, side) ? 1.0 : 2.0) / (side * side));
  std::vector<double> turn(side);
  for (int i = 0; i < side; ++i) turn[i] = w.sine ? std::sin(kTurn * i / side) : std::cos(kTurn * i / side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const int phase = ((w.kx * x + w.ky * y) % side + side) % side;
      for (const double part : kColours[static_cast<int>(w.colour)])
        *out++ = static_cast<float>(height * turn[phase] * part);
    }
  }
}

double speed(const Wave& w) {
  if (w.constant()) return 0;
  constexpr double kDriftX = 0.0173 * 1.9, kDriftY = 0.0111 * 1.9;  // turns a second for k = 1
  constexpr double kSwing = 0.9;  // radians a second, at most half of it each way
  constexpr int kSwings = 10;     // waves with k² up to this swing on their own
  constexpr std::uint64_t kSwingKey = 77;
  double each = kTurn * (w.kx * kDriftX + w.ky * kDriftY);
  if (w.k2() <= kSwings) {
    const std::uint64_t which =
        (static_cast<std::uint64_t>(w.kx + 64) << 8 | static_cast<std::uint64_t>(w.ky)) * 4 +
        static_cast<std::uint64_t>(w.colour);
    each += (keyed_uniform(kSwingKey, which) - 0.5) * kSwing;
  }
  return each / kFrameRate;
}

double amplitude(const Wave& w) {
  constexpr double kStrength[3] = {1, 0.8, 0.45};
  return kStrength[static_cast<int>(w.colour)] / std::sqrt(w.k2());
}

std::vector<std::size_t> meaning_waves(const std::vector<Wave>& all) {
  std::vector<std::size_t> found;
  for (const Colour colour : {Colour::luma, Colour::red_blue, Colour::green_magenta}) {
    std::size_t wanted = colour == Colour::luma ? kLumaAxes : (kMeaningAxes - kLumaAxes) / 2;
    for (std::size_t i = 0; i < all.size() && wanted > 0; ++i) {
      if (all[i].colour != colour || all[i].constant()) continue;
      found.push_back(i);
      --wanted;
    }
  }
  return found;
}

bool partners(const Wave& a, const Wave& b) {
  return a.kx == b.kx && a.ky == b.ky && a.colour == b.colour && a.sine != b.sine;
}

}  // namespace slots
