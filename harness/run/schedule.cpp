#include "harness/run/schedule.hpp"

#include <algorithm>

namespace ordeal::run {

Claims claims_of(const Chosen& scenario) {
  constexpr std::string_view kExclusive = "@exclusive";
  Claims claims;
  const auto pickle = scenario.pickle();
  for (const auto& tag : pickle->tags) {
    if (tag.name == "@serial") {
      claims.resources.emplace_back(tag.name);
    } else if (tag.name == kExclusive) {
      claims.alone = true;
    } else if (tag.name.starts_with("@exclusive(") && tag.name.ends_with(')')) {
      claims.resources.emplace_back(
          tag.name.substr(kExclusive.size() + 1, tag.name.size() - kExclusive.size() - 2));
    }
  }
  return claims;
}

Schedule::Schedule(const Plan& plan) : plan_(plan) {}

bool Schedule::may_start(const Claims& claims) const {
  if (one_alone_ || (claims.alone && running_ > 0)) return false;
  return std::none_of(claims.resources.begin(), claims.resources.end(),
                      [&](const std::string& resource) { return held_.contains(resource); });
}

void Schedule::hold(const Claims& claims) {
  ++running_;
  one_alone_ = claims.alone;
  held_.insert(claims.resources.begin(), claims.resources.end());
}

std::optional<Schedule::Turn> Schedule::next() {
  if (one_alone_) return std::nullopt;
  for (auto turn = passed_over_.begin(); turn != passed_over_.end(); ++turn) {
    const Claims claims = claims_of(*turn->scenario);
    if (may_start(claims)) {
      const Turn taken = *turn;
      passed_over_.erase(turn);
      hold(claims);
      return taken;
    }
    if (claims.alone) return std::nullopt;
  }
  while (next_ < plan_.scenarios.size()) {
    const Turn turn{&plan_.scenarios[next_++], 0};
    const Claims claims = claims_of(*turn.scenario);
    if (may_start(claims)) {
      hold(claims);
      return turn;
    }
    passed_over_.push_back(turn);
    if (claims.alone) return std::nullopt;
  }
  return std::nullopt;
}

void Schedule::ended(const Turn& turn) {
  const Claims claims = claims_of(*turn.scenario);
  --running_;
  if (claims.alone) one_alone_ = false;
  for (const std::string& resource : claims.resources) held_.erase(resource);
}

void Schedule::again(const Turn& turn) {
  ended(turn);
  passed_over_.push_front({turn.scenario, turn.attempt + 1});
}

std::vector<Schedule::Turn> Schedule::take_rest() {
  std::vector<Turn> rest(passed_over_.begin(), passed_over_.end());
  passed_over_.clear();
  for (; next_ < plan_.scenarios.size(); ++next_) rest.push_back({&plan_.scenarios[next_], 0});
  return rest;
}

}  // namespace ordeal::run
