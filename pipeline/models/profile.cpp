#include "pipeline/models/profile.hpp"

namespace slots {
namespace {

// The reference card, in bytes, with everything divided by `by`.
Profile reference(std::string name, int side, std::uint64_t by) {
  return {.name = std::move(name),
          .side = side,
          .capacity = 12'000'000'000 / by,
          .soft_limit = 11'000'000'000 / by,
          .hard_limit = 11'500'000'000 / by,
          .leak_limit = 100'000'000 / by,
          .audio_bytes = 400'000'000 / by,
          .image_bytes = 6'000'000'000 / by,
          .video_bytes = 3'500'000'000 / by,
          .clip_b_bytes = 300'000'000 / by,
          .clip_l_bytes = 600'000'000 / by};
}

// The same models on a card with 141 GB: only the budget is larger.
Profile large_card() {
  Profile p = reference("h200", 512, 1);
  p.capacity = 141'000'000'000;
  p.soft_limit = 129'000'000'000;
  p.hard_limit = 135'000'000'000;
  return p;
}

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = {reference("tiny", 16, 1000), reference("small", 72, 50),
                                           reference("rtx3060", 512, 1), large_card()};
  return all;
}

}  // namespace

VramLimits Profile::limits_on(std::uint64_t card_bytes) const {
  if (card_bytes == capacity) return limits();
  const double share = static_cast<double>(card_bytes) / static_cast<double>(capacity);
  const auto of = [share](std::uint64_t bytes) {
    return static_cast<std::uint64_t>(static_cast<double>(bytes) * share);
  };
  return {.soft = of(soft_limit), .hard = of(hard_limit), .leak = of(leak_limit)};
}

const Profile* find_profile(std::string_view name) {
  for (const Profile& p : profiles())
    if (p.name == name) return &p;
  return nullptr;
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const Profile& p : profiles()) names.push_back(p.name);
  return names;
}

}  // namespace slots
