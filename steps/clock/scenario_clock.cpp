#include "steps/clock/scenario_clock.hpp"

#include <poll.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kTurn = 5ms;  // wall: for what wakes nobody, a gate that is reached
constexpr std::chrono::milliseconds kStep{500};   // nominal: how late such a thing is seen at the most

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
  if (!chosen || !*chosen) return ClockMode::scaled;
  for (const auto& [name, mode] : kModes) {
    if (std::string(chosen) == name) return mode;
  }
  throw std::runtime_error("ORDEAL_CLOCK is \"" + std::string(chosen) + "\"; it can be jump, flow or scaled");
}

ScenarioClock::ScenarioClock(Options options) : options_(std::move(options)) {
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
                                      .why_it_sleeps = options_.why_it_sleeps});
  shared_.emplace(options_.page.string());
  seat_ = shared_->take_seat();
  wake_up_ = seat_->open_wake_up();
  changes_ = slots::Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  ::inotify_add_watch(changes_.get(), options_.evidence.c_str(), IN_MODIFY | IN_CREATE);
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

void ScenarioClock::wait(std::chrono::nanoseconds end) {
  if (!seat_) {
    ::poll(nullptr, 0, static_cast<int>(kTurn.count()));
    return;
  }
  seat_->waits_until(std::min<std::chrono::nanoseconds>(end, elapsed() + kStep).count());
  std::array<pollfd, 2> events{{{wake_up_.get(), POLLIN, 0}, {changes_.get(), POLLIN, 0}}};
  ::poll(events.data(), events.size(), static_cast<int>(kTurn.count()));
  seat_->works();
  drain(wake_up_);
  drain(changes_);
}

}  // namespace ordeal
