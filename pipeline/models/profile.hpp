// Profiles: how large a card and its models are. rtx3060 is the reference; small and tiny are the same
// pipeline with every byte divided by 50 and 1000, so that the same limits bite on a machine without a GPU.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/protocol/costs.hpp"
#include "pipeline/protocol/slot_shape.hpp"

namespace slots {

inline constexpr int kPromptTokens = 77;  // a longer prompt is cut
inline constexpr int kScriptWords = 500;  // a longer script is cut

struct Profile {
  std::string name;
  int side = 0;  // a frame is side × side pixels of 3 colours
  // Bytes: of the card, of its budget, and of the weights of each model.
  std::uint64_t capacity = 0, soft_limit = 0, hard_limit = 0;
  std::uint64_t leak_limit = 0;  // of a worker: it is replaced once it has leaked more
  std::uint64_t audio_bytes = 0, image_bytes = 0, video_bytes = 0, clip_b_bytes = 0, clip_l_bytes = 0;
  // Medians of the cost model, nominal.
  std::chrono::milliseconds audio{1500}, image{9000}, video{6000}, clip{700};

  int pixels() const { return 3 * side * side; }  // numbers in one frame
  std::uint64_t models_bytes() const {
    return audio_bytes + image_bytes + video_bytes + clip_b_bytes + clip_l_bytes;
  }
  // Its limits, or those that are not 0.
  VramLimits limits(std::int64_t soft = 0, std::int64_t hard = 0) const {
    return {.soft = soft ? static_cast<std::uint64_t>(soft) : soft_limit,
            .hard = hard ? static_cast<std::uint64_t>(hard) : hard_limit,
            .leak = leak_limit};
  }
  // Its limits on another card than its own: the same shares of what that one has.
  VramLimits limits_on(std::uint64_t card_bytes) const;
};

// The profile of that name, or null.
const Profile* find_profile(std::string_view name);
std::vector<std::string> profile_names();

}  // namespace slots
