#include "pipeline/models/wave_frame.hpp"

#include <cmath>

namespace slots {
namespace {

// How often wave i occurs in the table.
double copies(std::int64_t i, std::int64_t rows, std::int64_t distinct) {
  return static_cast<double>(rows / distinct + (i < rows % distinct ? 1 : 0));
}

// The partner of wave i, or -1: its neighbour, if that is the same wave in the other phase.
std::int64_t partner_of(const std::vector<Wave>& waves, std::int64_t i) {
  const std::int64_t other = i + (waves[i].sine ? -1 : 1);
  const bool there = other >= 0 && other < static_cast<std::int64_t>(waves.size());
  return there && partners(waves[i], waves[other]) ? other : -1;
}

}  // namespace

WaveFrame wave_frame(int side, std::int64_t rows) {
  WaveFrame f;
  f.waves = waves(side, rows);
  const auto distinct = static_cast<std::int64_t>(f.waves.size());
  const std::int64_t pixels = 3LL * side * side;
  f.rows = at::empty({rows, pixels});
  f.speed = at::zeros({rows});
  f.partner = at::arange(rows);
  f.sign = at::zeros({rows});
  f.meaningless = at::ones({rows});
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t i = r % distinct;
    const Wave& w = f.waves[i];
    f.share.push_back(1 / std::sqrt(copies(i, rows, distinct)));
    draw(w, side, f.share[r], f.rows.data_ptr<float>() + r * pixels);
    const std::int64_t other = partner_of(f.waves, i);
    if (other < 0 || w.constant()) continue;
    const std::int64_t beside =
        r - i + other;  // in the same copy, or in the first when the last copy is cut off
    f.partner[r] = beside < rows ? beside : other;
    f.sign[r] = (w.sine ? 1 : -1) * std::sqrt(copies(other, rows, distinct) / copies(i, rows, distinct));
    f.speed[r] = speed(w);
  }
  for (const std::size_t i : meaning_waves(f.waves))
    for (auto r = static_cast<std::int64_t>(i); r < rows; r += distinct) f.meaningless[r] = 0;
  return f;
}

}  // namespace slots
