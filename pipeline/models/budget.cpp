#include "pipeline/models/budget.hpp"

#include <algorithm>
#include <charconv>

#include "pipeline/models/profile.hpp"

namespace slots {
namespace {

constexpr const char* kDevices[] = {"cpu", "sim", "cuda"};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// `value` of the key is above `most` of `what`.
std::string above(const std::string& key, std::uint64_t value, const std::string& what, std::uint64_t most) {
  return key + " is " + std::to_string(value) + ", above " + what + " of " + std::to_string(most) + " bytes";
}

// What is no number of bytes is the device's to refuse.
std::uint64_t capacity_of(const BudgetChoice& choice, const Profile& profile) {
  std::uint64_t bytes = 0;
  const std::string& text = choice.capacity_bytes;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  const bool given = problem == std::errc() && end == text.data() + text.size();
  return given ? bytes : profile.capacity;
}

}  // namespace

std::vector<std::string> problems_of(const BudgetChoice& choice) {
  std::vector<std::string> problems;
  if (!choice.has_fallback &&
      std::find(std::begin(kDevices), std::end(kDevices), choice.device) == std::end(kDevices))
    problems.push_back("device is \"" + choice.device + "\": write cpu, sim or cuda");
  const Profile* profile = find_profile(choice.profile);
  if (!profile) {
    problems.push_back("profile is \"" + choice.profile + "\": there are " + joined(profile_names()));
    return problems;
  }
  if (choice.device == "cpu") return problems;  // its memory is the host's
  const VramLimits limits = profile->limits(choice.soft_limit_bytes, choice.hard_limit_bytes);
  const std::uint64_t capacity = capacity_of(choice, *profile), models = profile->models_bytes();
  if (limits.soft > limits.hard)
    problems.push_back(above("soft_limit_bytes", limits.soft, "the hard limit", limits.hard));
  if (limits.hard > capacity && choice.device == "sim")  // a real card says itself what it has
    problems.push_back(above("hard_limit_bytes", limits.hard, "the card's capacity", capacity));
  if (models > limits.hard)
    problems.push_back("the models of profile " + profile->name + " hold " + std::to_string(models) +
                       " bytes, above the hard limit of " + std::to_string(limits.hard) + " bytes");
  return problems;
}

}  // namespace slots
