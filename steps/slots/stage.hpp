// A stage as steps name it.
#pragma once

#include <string>

namespace ordeal {

struct Stage {
  std::string name;  // audio, image, video, clip
};

// Where in a stage a fault strikes.
struct Moment {
  std::string name;  // start, middle, end
};

}  // namespace ordeal
