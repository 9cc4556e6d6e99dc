// Where the video stage puts keyframes and the clip stage waits for them, each on its own thread.
#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/models/profile.hpp"

namespace slots {

// One frame, side × side × 3 in [0, 1], colours interleaved.
using Picture = std::vector<float>;

class KeyframeBoard {
 public:
  void put(std::size_t which, Picture);  // which: an index of kKeyframes

  void begin_video();                       // video starts, perhaps anew: keyframes may come
  void end_video(const std::string& code);  // video failed or was cancelled: no more will come
  void cancel_clip();                       // ends a wait

  struct Waited {
    std::shared_ptr<const Picture> keyframe;  // null when none will come
    std::string code;                         // then: what video ended with; empty when clip was cancelled
  };
  Waited wait(std::size_t which);  // blocks until one of the four above

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::shared_ptr<const Picture>, kKeyframes.size()>
      keyframes_;  // kept until the slot ends: clip may retry
  std::optional<std::string> ended_;
  bool cancelled_ = false;
};

}  // namespace slots
