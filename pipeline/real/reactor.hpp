// The engine of the real world: the shared Loop decides what runs and in which order; Asio only sleeps until
// the loop's next timer or until something comes in. Blocking work runs on a few threads and comes back as an
// event. Everything but post() and now() belongs to the thread that calls run_until().
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

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

  // Nominal time since this object was made. Any thread.
  Time now() const;
  Duration from_wall(Duration wall) const;
  double time_scale() const { return time_scale_; }

  // Runs `action` on the loop's thread, soon. Any thread; in the order of the calls of one thread.
  void post(std::function<void()> action);

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
    boost::asio::post(threads.pool(), [this, answer, work = std::move(work)]() mutable {
      auto outcome = std::make_shared<Outcome>();
      try {
        Work mine = std::move(work);  // what it owns is let go before anybody hears of the result
        outcome->template emplace<Value>(mine());
      } catch (...) {
        outcome->template emplace<std::exception_ptr>(std::current_exception());
      }
      post([answer = std::move(answer), outcome = std::move(outcome)] { answer->push(std::move(*outcome)); });
    });
    std::optional<Outcome> outcome = co_await answer->receive();
    if (auto* thrown = std::get_if<std::exception_ptr>(&*outcome)) std::rethrow_exception(*thrown);
    co_return std::get<Value>(std::move(*outcome));
  }

  // Runs the loop until `over()`; asked each time the loop has nothing to do. False: `limit` (wall) passed
  // first.
  bool run_until(const std::function<bool()>& over, std::optional<Duration> limit = std::nullopt);

 private:
  void sleep_until(std::chrono::steady_clock::time_point wake_up);
  std::chrono::steady_clock::time_point wall(Time nominal) const;

  const double time_scale_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  Loop loop_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer alarm_{io_};
  std::chrono::steady_clock::time_point alarm_at_ = std::chrono::steady_clock::time_point::max();
  Threads threads_{4};  // last: waits for work that still posts
};

}  // namespace slots
