#include "steps/clock/scenario_clock.hpp"

#include <poll.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<const char*, ClockMode>, 3> kModes{
    {{"scaled", ClockMode::scaled}, {"flow", ClockMode::flow}, {"jump", ClockMode::jump}}};

void drain(const slots::Descriptor& source) {
  for (char drained[4096]; ::read(source.get(), drained, sizeof drained) > 0;) {
  }
}

}  // namespace

const char* name_of(ClockMode mode) {
  return std::find_if(kModes.begin(), kModes.end(), [&](const auto& each) { return each.second == mode; })
      ->first;
}

ClockMode chosen_clock() {
  const char* chosen = std::getenv("ORDEAL_CLOCK");
  if (!chosen || !*chosen) return ClockMode::jump;
  for (const auto& [name, mode] : kModes) {
    if (std::string(chosen) == name) return mode;
  }
  throw std::runtime_error("ORDEAL_CLOCK is \"" + std::string(chosen) + "\"; it can be jump, flow or scaled");
}

ScenarioClock::ScenarioClock(Options options)
    : options_(std::move(options)), changes_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (::inotify_add_watch(changes_.get(), options_.evidence.c_str(), IN_MODIFY | IN_CREATE) < 0) {
    throw std::runtime_error("cannot watch " + options_.evidence.string() + ": " +
                             std::generic_category().message(errno));
  }
  if (options_.mode == ClockMode::scaled) return;
  if (ThreadEvidence::is_to_be_had()) {
    govern();
    return;
  }
  why_scaled_ =
      std::string(name_of(options_.mode)) + " needs what /proc says of threads, and this machine hides it";
  options_.mode = ClockMode::scaled;
}

void ScenarioClock::govern() {
  governor_.emplace(Governor::Options{.page = options_.page,
                                      .pace = options_.mode == ClockMode::jump ? Pace::jump : Pace::flow,
                                      .scale = options_.scale,
                                      .held = options_.held,
                                      .moved = options_.moved});
  shared_.emplace(options_.page.string());
  seat_ = shared_->take_seat();
  wake_up_ = seat_->open_wake_up();
}

ScenarioClock::~ScenarioClock() {
  std::ofstream file(options_.evidence / "clock.txt");
  file << name_of(options_.mode) << "\n";
  if (!why_scaled_.empty()) file << why_scaled_ << "\n";
  if (!governor_) return;
  for (const auto& event : governor_->events()) file << event << "\n";
  const auto cost = governor_->cost();
  file << cost.advances << " steps of time, " << cost.looks << " looks, "
       << std::chrono::duration_cast<std::chrono::milliseconds>(cost.cpu).count() << " ms of CPU\n";
}

std::chrono::nanoseconds ScenarioClock::elapsed() const {
  if (governor_) return governor_->now();
  return elapsed_at(std::chrono::steady_clock::now().time_since_epoch());
}

std::chrono::nanoseconds ScenarioClock::elapsed_at(std::chrono::nanoseconds wall) const {
  if (governor_) return governor_->at(wall);
  const std::chrono::duration<double, std::nano> passed = wall - began_.time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(passed / options_.scale);
}

std::chrono::nanoseconds ScenarioClock::elapsed_at(double own_ms, std::chrono::milliseconds unix) const {
  // Programs keep the page's time; by the wall each has an epoch of its own.
  using Nominal = std::chrono::duration<double, std::nano>;
  const Nominal nominal = governor_ ? Nominal(std::chrono::duration<double, std::milli>(own_ms))
                                    : Nominal(unix - began_at_.time_since_epoch()) / options_.scale;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(nominal);
}

std::map<std::string, std::string> ScenarioClock::environment() const {
  if (!governor_) return {};
  return {{"SLOTS_CLOCK", options_.page.string()}};
}

void ScenarioClock::started(int pid) {
  if (governor_) governor_->expect(pid);
}

void ScenarioClock::wait(std::chrono::nanoseconds end, const std::vector<int>& descriptors) {
  std::vector<pollfd> events{{changes_.get(), POLLIN, 0}, {wake_up_.get(), POLLIN, 0}};
  for (const int descriptor : descriptors) events.push_back({descriptor, POLLIN, 0});
  if (seat_) {
    seat_->waits_until(end.count());
    ::poll(events.data(), events.size(), -1);
    seat_->works();
  } else {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>((end - elapsed()) * options_.scale);
    ::poll(events.data(), events.size(), static_cast<int>(std::clamp<long>(left.count(), 0, INT_MAX)));
  }
  drain(changes_);
  if (seat_) drain(wake_up_);
}

}  // namespace ordeal
