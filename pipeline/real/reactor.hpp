// The engine of the real world: the shared Loop decides what runs and in which order; Asio only sleeps until
// the loop's next timer or until something comes in. Blocking work runs on a few threads and comes back as an
// event. Everything but post() and now() belongs to the thread that makes the object.
//
// Time is the wall's, scaled, or that of a clock which several processes share
// (shared_clock/shared_clock.hpp), where the environment names one: then the loop says when it works and
// until when it waits, and that somebody else works for it.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "pipeline/real/shared_clock/shared_clock.hpp"
#include "pipeline/real/threads.hpp"
#include "pipeline/task/sync.hpp"

namespace slots {

class Reactor {
 public:
  // Nominal time runs 1/time_scale times as fast as the wall. Throws std::invalid_argument unless it is > 0.
  explicit Reactor(double time_scale);
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  Loop& loop() { return loop_; }
  boost::asio::io_context& io() { return io_; }

  // Nominal time since this object was made, or of the shared clock. Any thread.
  Time now() const;
  Duration from_wall(Duration wall) const;
  // See Clock::window; a shared clock can be kept by every machine.
  Duration window(Duration nominal, Duration shortest_on_the_wall) const;
  SharedClock* shared_clock() const { return shared_; }  // null: the wall's

  // Runs `action` on the loop's thread, soon. Any thread; in the order of the calls of one thread.
  void post(std::function<void()> action);

  // While it lives, somebody who does not keep the clock works for this loop: a pool's thread, a server, a
  // child that is being started.
  class Elsewhere {
   public:
    explicit Elsewhere(Reactor& reactor) : seat_(reactor.seat_.get()) {
      if (seat_) seat_->ask();
    }
    ~Elsewhere() {
      if (seat_) seat_->answer();
    }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;

   private:
    Seat* seat_;
  };

  // Runs `work` on one of a few threads. Whoever waits may be destroyed meanwhile: then the result is
  // dropped, so `work` owns all that it touches. What `work` throws is thrown here.
  template <class Work>
  Task<std::invoke_result_t<Work>> blocking(Work work) {
    return blocking_on(threads_, std::move(work));
  }
  // The same on threads of the caller's own, which end before this object.
  template <class Work>
  Task<std::invoke_result_t<Work>> blocking_on(Threads& threads, Work work) {
    using Value = std::invoke_result_t<Work>;
    using Outcome = std::variant<std::exception_ptr, Value>;
    auto answer = std::make_shared<Channel<Outcome>>(loop_);
    auto elsewhere = std::make_unique<Elsewhere>(*this);
    boost::asio::post(
        threads.pool(), [this, answer, work = std::move(work),
                         elsewhere = std::shared_ptr<Elsewhere>(std::move(elsewhere))]() mutable {
          auto outcome = std::make_shared<Outcome>();
          try {
            Work mine = std::move(work);  // what it owns is let go before anybody hears of the result
            outcome->template emplace<Value>(mine());
          } catch (...) {
            outcome->template emplace<std::exception_ptr>(std::current_exception());
          }
          post([answer = std::move(answer), outcome = std::move(outcome), elsewhere = std::move(elsewhere)] {
            answer->push(std::move(*outcome));
          });
        });
    std::optional<Outcome> outcome = co_await answer->receive();
    if (auto* thrown = std::get_if<std::exception_ptr>(&*outcome)) std::rethrow_exception(*thrown);
    co_return std::get<Value>(std::move(*outcome));
  }

  // Runs `work` on a thread of its own that nobody waits for: it may hang, and then ends with the process.
  void beside(std::function<void()> work);

  // Runs the loop until `over()`; asked each time the loop has nothing to do. False: `limit` (wall, or of the
  // shared clock) passed first.
  bool run_until(const std::function<bool()>& over, std::optional<Duration> limit = std::nullopt);

 private:
  // False: nothing to sleep for, since this limit has passed.
  bool sleep_by_shared_clock(Time give_up);
  bool sleep_by_wall(std::chrono::steady_clock::time_point give_up);
  void sleep_until(std::chrono::steady_clock::time_point wake_up);
  void listen_for_wake_ups();
  std::chrono::steady_clock::time_point wall(Time nominal) const;

  const double time_scale_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  SharedClock* const shared_ = SharedClock::of_this_process();
  const std::unique_ptr<Seat> seat_ = shared_ ? shared_->take_seat() : nullptr;
  Loop loop_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer alarm_{io_};
  std::chrono::steady_clock::time_point alarm_at_ = std::chrono::steady_clock::time_point::max();
  boost::asio::posix::stream_descriptor wake_ups_{io_};
  std::array<char, 64> woken_{};
  Threads threads_{4};  // last: waits for work that still posts
};

}  // namespace slots
