// Task<T>: a lazy coroutine of the control plane. It starts when it is awaited, carries exceptions to its
// awaiter, and runs on a Strand: the chain of tasks that await each other, the unit of cancellation.
//
// Cancellation is level-triggered: once a strand is cancelled, every await of it throws Cancelled, until
// clean-up that must await puts itself under a Shield. A task that is destroyed while suspended runs its
// destructors only. Resumption goes through a trampoline, so a million synchronous awaits need no stack
// (symmetric transfer is a tail call only at -O2 without sanitizers).
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "pipeline/task/frame_pool.hpp"
#include "pipeline/task/loop.hpp"

namespace slots {

// What every await of a cancelled strand throws. Not a std::exception: `catch (std::exception&)` must not
// stop it.
struct Cancelled {};

class Wait;

struct Strand {
  bool cancelled = false;
  int shields = 0;
  Wait* leaf = nullptr;  // what the strand is suspended on
  void cancel();
};

namespace detail {
inline thread_local std::coroutine_handle<> next_to_resume;
inline void resume(std::coroutine_handle<> coroutine) {
  auto outer = std::exchange(next_to_resume, coroutine);
  while (next_to_resume) std::exchange(next_to_resume, {}).resume();
  next_to_resume = outer;
}
}  // namespace detail

// The one thing a strand can be suspended on: the base of every awaitable leaf. Lives in the awaiting frame.
class Wait : public LoopNode {
 public:
  using LoopNode::LoopNode;
  ~Wait() override {
    if (strand_) strand_->leaf = nullptr;
  }
  // Wakes the strand with Cancelled. Once it is ready already its value is not lost: the next await throws.
  virtual void cancel() {
    if (ready()) return;
    cancelled_ = true;
    loop().post(*this);
  }
  void fire() override {
    leave();
    detail::resume(coroutine_);
  }

 protected:
  // Suspends `coroutine` here; false: it is cancelled and must go on at once (and throw in await_resume).
  template <class Promise>
  bool park(std::coroutine_handle<Promise> coroutine) {
    Strand& strand = *coroutine.promise().strand;
    if (strand.cancelled && strand.shields == 0) {
      cancelled_ = true;
      return false;
    }
    suspend(strand, coroutine);
    return true;
  }
  void suspend(Strand& strand, std::coroutine_handle<> coroutine) {
    coroutine_ = coroutine;
    strand_ = &strand;
    strand.leaf = this;
  }
  void leave() {
    if (strand_) strand_->leaf = nullptr;
    strand_ = nullptr;
  }
  void throw_if_cancelled() const {
    if (cancelled_) throw Cancelled{};
  }
  bool cancelled_ = false;

 private:
  std::coroutine_handle<> coroutine_;
  Strand* strand_ = nullptr;
};

inline void Strand::cancel() {
  if (cancelled) return;
  cancelled = true;
  if (leaf && shields == 0) leaf->cancel();
}

// Told when a task that nobody awaits (a strand's first one) is over.
class Completion {
 public:
  virtual void completed() noexcept = 0;

 protected:
  ~Completion() = default;
};

template <class T>
class Task;

namespace detail {

struct PromiseBase {
  std::coroutine_handle<> awaiter;
  Strand* strand = nullptr;
  Completion* completion = nullptr;
  std::exception_ptr exception;

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct Final {
    bool await_ready() noexcept { return false; }
    void await_resume() noexcept {}
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) noexcept {
      auto& promise = coroutine.promise();
      if (promise.completion) promise.completion->completed();
      next_to_resume = promise.awaiter;
    }
  };
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
  static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
  static void operator delete(void* frame, std::size_t bytes) noexcept { FramePool::give(frame, bytes); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U = T>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  struct Awaiter {
    std::coroutine_handle<promise_type> coroutine;
    bool await_ready() const { return false; }
    T await_resume() { return coroutine.promise().take(); }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiter) {
      coroutine.promise().strand = awaiter.promise().strand;
      coroutine.promise().awaiter = awaiter;
      detail::next_to_resume = coroutine;
    }
  };
  Awaiter operator co_await() && { return {coroutine_}; }

  promise_type& promise() { return coroutine_.promise(); }
  // Runs the task as the first of `strand` until it suspends for the first time.
  void start(Strand& strand, Completion& completion) {
    promise().strand = &strand;
    promise().completion = &completion;
    detail::resume(coroutine_);
  }

 private:
  std::coroutine_handle<promise_type> coroutine_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}
}  // namespace detail

// The strand that runs here: `Shield shield(co_await this_strand());`
struct ThisStrand {
  Strand* strand = nullptr;
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> coroutine) {
    strand = coroutine.promise().strand;
    return false;
  }
  Strand& await_resume() const { return *strand; }
};
inline ThisStrand this_strand() {
  return {};
}

// While it lives, awaits of its strand are not cancelled: for clean-up that must await.
class Shield {
 public:
  explicit Shield(Strand& strand) : strand_(strand) { ++strand_.shields; }
  ~Shield() { --strand_.shields; }
  Shield(const Shield&) = delete;
  Shield& operator=(const Shield&) = delete;

 private:
  Strand& strand_;
};

}  // namespace slots
