#include "pipeline/real/reactor.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <stdexcept>
#include <string>
#include <thread>

namespace slots {
namespace {

using WallClock = std::chrono::steady_clock;

}  // namespace

Reactor::Reactor(double time_scale) : time_scale_(time_scale) {
  if (!(time_scale > 0)) {
    throw std::invalid_argument("the time scale is " + std::to_string(time_scale) +
                                "; it must be greater than 0");
  }
  if (!seat_) return;
  wake_ups_.assign(seat_->open_wake_up().release());
  listen_for_wake_ups();
}

Time Reactor::now() const {
  return shared_ ? Time(shared_->now()) : from_wall(WallClock::now() - began_);
}

Duration Reactor::from_wall(Duration wall) const {
  if (time_scale_ == 1 || shared_) return wall;
  return Duration(static_cast<std::int64_t>(static_cast<double>(wall.count()) / time_scale_));
}

Duration Reactor::window(Duration nominal, Duration shortest_on_the_wall) const {
  if (time_scale_ >= 1 || shared_) return nominal;
  return std::max(nominal, from_wall(shortest_on_the_wall));
}

WallClock::time_point Reactor::wall(Time nominal) const {
  // One more nanosecond than the product, so that the timer is due when the alarm goes off.
  const double scaled = static_cast<double>(nominal.count()) * time_scale_;
  return began_ + (time_scale_ == 1 ? nominal : Duration(static_cast<std::int64_t>(scaled) + 1));
}

void Reactor::post(std::function<void()> action) {
  boost::asio::post(io_, std::move(action));
}

void Reactor::beside(std::function<void()> work) {
  const auto seat = shared_ ? shared_->seat_for_a_thread() : nullptr;
  std::thread([seat, work = std::move(work)] {
    if (seat) seat->begin();
    work();
  }).detach();
}

// Nothing to do with what comes: that run_one() returns is its effect.
void Reactor::listen_for_wake_ups() {
  wake_ups_.async_read_some(boost::asio::buffer(woken_),
                            [this](const boost::system::error_code& error, std::size_t) {
                              if (!error) listen_for_wake_ups();
                            });
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

bool Reactor::sleep_by_wall(WallClock::time_point give_up) {
  const Time next = loop_.next_timer();
  const auto wake_up = next == kNever ? give_up : std::min(wall(next), give_up);
  if (wake_up > WallClock::now()) {
    sleep_until(wake_up);
  } else if (wake_up == give_up) {
    return false;
  }
  return true;
}

// Whatever runs in run_one() only puts things into queues: they are handled once the seat says "I work".
bool Reactor::sleep_by_shared_clock(Time give_up) {
  const Time wake_up = std::min(loop_.next_timer(), give_up);
  if (wake_up > now()) {
    seat_->waits_until(wake_up == kNever ? shared_clock::kNoTimer : wake_up.count());
    io_.run_one();
    seat_->works();
  } else if (wake_up == give_up) {
    return false;
  }
  return true;
}

bool Reactor::run_until(const std::function<bool()>& over, std::optional<Duration> limit) {
  const auto work = boost::asio::make_work_guard(io_);
  const auto by_wall = limit && !seat_ ? WallClock::now() + *limit : WallClock::time_point::max();
  const Time shared = limit ? now() + *limit : kNever;
  loop_.set_now(now());
  for (;;) {
    loop_.drain();
    if (over()) return true;
    if (!(seat_ ? sleep_by_shared_clock(shared) : sleep_by_wall(by_wall))) return false;
    io_.poll();
    loop_.set_now(now());
    loop_.fire_due();
  }
}

}  // namespace slots
