// Makes a small picture larger, smoothly: Keys' cubic convolution (IEEE Transactions on Acoustics, Speech and
// Signal Processing 29, 1981) with a = -1/2, rows and columns one after the other.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace slots {

class Enlarger {
 public:
  Enlarger(int from, int to);  // sides; to >= from

  int side() const { return to_; }

  // from × from × 3 values in [0, 1] to to × to × 3 bytes (valid until the next call).
  std::span<const std::uint8_t> operator()(std::span<const float> picture);

 private:
  struct Taps {  // the four neighbours of a point between pixels, and how much each counts
    std::array<int, 4> at;
    std::array<float, 4> weight;
  };
  int from_, to_;
  std::vector<Taps> taps_;            // for each row or column of the result
  std::vector<float> wide_;           // [from][to][3]: columns done
  std::vector<std::uint8_t> result_;  // [to][to][3]
};

}  // namespace slots
