// How many rows each network's tables have, so that its weights fill the bytes that the profile gives it.
#pragma once

#include <cstdint>

#include "pipeline/models/profile.hpp"

namespace slots {

struct ModelSizes {
  std::int64_t words = 0;        // rows of the text encoder's table: what clip B has left
  std::int64_t image_waves = 0;  // rows of the image model's frame
  std::int64_t video_waves = 0;  // rows of the video model's frame
  std::int64_t l_copies = 0;     // how often clip L holds its 64 axes
  std::int64_t voices = 0;       // the audio model's tables of tones
  std::int64_t sounds = 0;       // rows of its table of words
};

ModelSizes sizes_of(const Profile&);

}  // namespace slots
