// A table of plane waves as the image and the video model hold it. It has more rows than there are waves, so
// the waves repeat; every row is scaled by 1/sqrt(copies), which makes the table a tight frame: taking a
// picture apart with it and putting it together again loses nothing but what no wave carries. (Includes
// LibTorch.)
#pragma once

#include <torch/script.h>

#include <vector>

#include "pipeline/models/waves.hpp"

namespace slots {

struct WaveFrame {
  std::vector<Wave> waves;    // the distinct ones; row r holds wave r % waves.size()
  std::vector<double> share;  // [rows] 1/sqrt(copies) of the row's wave
  at::Tensor rows;            // [rows, 3 * side * side]
  at::Tensor speed;           // [rows] radians a frame; 0 where the row has no partner
  at::Tensor partner;         // [rows] int64: the row of the sine (cosine) that belongs to this cosine (sine)
  at::Tensor sign;            // [rows] what the partner is multiplied by when both are turned; 0: no partner
  at::Tensor meaningless;     // [rows] 1 where no axis of meaning lies, 0 elsewhere

  const Wave& wave(std::int64_t row) const { return waves[row % waves.size()]; }
};

WaveFrame wave_frame(int side, std::int64_t rows);

}  // namespace slots
