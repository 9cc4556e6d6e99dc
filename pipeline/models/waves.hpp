// Plane waves over a square colour picture: the alphabet in which the image model writes, the video model
// moves and the CLIP towers read.
//
// A wave has a wave vector (kx, ky), a phase (cosine or sine) and one of three orthogonal colour axes. Drawn
// over side × side pixels the waves are orthonormal, so a picture can be taken apart into them and put
// together again. Sorted by |k| they go from large shapes to fine grain. Source: the real discrete Fourier
// basis in two dimensions.
#pragma once

#include <cstddef>
#include <vector>

namespace slots {

enum class Colour { luma, red_blue, green_magenta };

struct Wave {
  int kx = 0, ky = 0;
  Colour colour = Colour::luma;
  bool sine = false;

  int k2() const { return kx * kx + ky * ky; }
  bool constant() const { return k2() == 0; }
};

// The longest `most` waves that side × side pixels can hold, by |k|; a cosine comes right before its sine.
std::vector<Wave> waves(int side, std::size_t most);

// Writes `scale` × the wave into out[side * side * 3], colours interleaved; for scale 1 its norm is 1.
void draw(const Wave&, int side, double scale, float* out);

// How fast the wave moves in a video, radians a frame: all drift together, and the long ones swing on their
// own.
double speed(const Wave&);

// How strongly a wave speaks in a picture: 1/|k| as in natural pictures, colours less than luma.
double amplitude(const Wave&);

// The index of the wave that carries each of the kMeaningAxes axes of the text's meaning: the longest
// kLumaAxes of luma, then equally many of each colour. `all` as waves() gives it.
inline constexpr int kMeaningAxes = 64, kLumaAxes = 32;
std::vector<std::size_t> meaning_waves(const std::vector<Wave>& all);

// Whether two waves are the cosine and the sine of the same thing.
bool partners(const Wave&, const Wave&);

}  // namespace slots
