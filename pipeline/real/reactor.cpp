#include "pipeline/real/reactor.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <stdexcept>
#include <string>

namespace slots {
namespace {

using WallClock = std::chrono::steady_clock;

}  // namespace

Reactor::Reactor(double time_scale) : time_scale_(time_scale) {
  if (!(time_scale > 0)) {
    throw std::invalid_argument("the time scale is " + std::to_string(time_scale) +
                                "; it must be greater than 0");
  }
}

Time Reactor::now() const {
  return from_wall(WallClock::now() - began_);
}

Duration Reactor::from_wall(Duration wall) const {
  if (time_scale_ == 1) return wall;
  return Duration(static_cast<std::int64_t>(static_cast<double>(wall.count()) / time_scale_));
}

WallClock::time_point Reactor::wall(Time nominal) const {
  // One more nanosecond than the product, so that the timer is due when the alarm goes off.
  const double scaled = static_cast<double>(nominal.count()) * time_scale_;
  return began_ + (time_scale_ == 1 ? nominal : Duration(static_cast<std::int64_t>(scaled) + 1));
}

void Reactor::post(std::function<void()> action) {
  boost::asio::post(io_, std::move(action));
}

void Reactor::sleep_until(WallClock::time_point wake_up) {
  if (wake_up != alarm_at_) {
    alarm_at_ = wake_up;
    if (wake_up == WallClock::time_point::max()) {
      alarm_.cancel();
    } else {
      alarm_.expires_at(wake_up);
      // Nothing to do when it goes off: run_one() returning is its effect.
      alarm_.async_wait([](const boost::system::error_code&) {});
    }
  }
  io_.run_one();
}

bool Reactor::run_until(const std::function<bool()>& over, std::optional<Duration> limit) {
  const auto work = boost::asio::make_work_guard(io_);
  const auto give_up = limit ? WallClock::now() + *limit : WallClock::time_point::max();
  loop_.set_now(now());
  for (;;) {
    loop_.drain();
    if (over()) return true;
    const Time next = loop_.next_timer();
    const auto wake_up = next == kNever ? give_up : std::min(wall(next), give_up);
    if (wake_up > WallClock::now()) {
      sleep_until(wake_up);
    } else if (wake_up == give_up) {
      return false;
    }
    io_.poll();
    loop_.set_now(now());
    loop_.fire_due();
  }
}

}  // namespace slots
