#include "harness/run/limit_tag.hpp"

#include <string_view>

#include "harness/text/duration.hpp"

namespace ordeal::run {
namespace {

using Limit = boost::system::result<std::chrono::milliseconds, std::string>;

// None: another tag.
std::optional<Limit> limit_in(std::string_view tag) {
  constexpr std::string_view kOpen = "@limit(";
  if (!tag.starts_with(kOpen)) return std::nullopt;
  tag.remove_prefix(kOpen.size());
  if (!tag.ends_with(')')) return Limit(boost::system::in_place_error, "the ) is missing");
  tag.remove_suffix(1);
  Limit limit = parse_duration(std::string(tag));
  if (limit && limit->count() == 0) return Limit(boost::system::in_place_error, "a limit must be above 0");
  return limit;
}

}  // namespace

std::optional<std::chrono::milliseconds> own_limit(const gherkin::Pickle& pickle) {
  std::optional<std::chrono::milliseconds> own;
  for (const auto& tag : pickle.tags) {
    if (const auto limit = limit_in(tag.name); limit && *limit) own = **limit;
  }
  return own;
}

std::vector<std::string> wrong_limits(const Plan& plan) {
  std::vector<std::string> wrong;
  for (const Chosen& scenario : plan.scenarios) {
    const auto pickle = scenario.pickle();
    for (const auto& tag : pickle->tags) {
      if (const auto limit = limit_in(tag.name); limit && !*limit)
        wrong.push_back(place_of(*pickle) + ": " + std::string(tag.name) + ": " + limit->error());
    }
  }
  return wrong;
}

}  // namespace ordeal::run
