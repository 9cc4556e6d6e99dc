// One slot while it is being made: the request, what its stages hand to each other, and their cancellation.
// It holds tensors on the device; destroying it frees them and removes every file that is not finished.
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/stages/stage_result.hpp"

namespace slots {

struct SlotRequest {
  std::string id;
  std::string prompt;
  std::string script;
  std::uint64_t seed = 1;  // of the image's initial noise
  std::filesystem::path
      output;  // folder for voice.wav, keyframe-0000.png …, video.avi; made if it is not there
};

struct SlotContents;  // slot_contents.hpp

class SlotWork {
 public:
  explicit SlotWork(SlotRequest);
  ~SlotWork();
  SlotWork(const SlotWork&) = delete;
  SlotWork& operator=(const SlotWork&) = delete;

  const SlotRequest& request() const { return request_; }

 private:
  friend class SlotEngine;
  SlotRequest request_;
  std::unique_ptr<SlotContents> contents_;
};

}  // namespace slots
