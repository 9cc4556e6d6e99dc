// Structured concurrency: a nursery owns strands; all() and race() are made of it.
//
// In a nursery of mode `together`, the first failure cancels the rest, and join() waits for them for `grace`,
// then gives them up (destroys their frames). In mode `apart` each child ends for itself and is reaped at
// once; what one throws is kept for join(), and the others go on. A nursery is its class's last member:
// frames that it destroys still touch the others.
#pragma once

#include <memory>
#include <vector>

#include "pipeline/task/sync.hpp"

namespace slots {

inline constexpr Duration kDefaultGrace = 100ms;

class Nursery {
 public:
  enum class Mode { together, apart };
  class Child;

  explicit Nursery(Loop& loop, Mode mode = Mode::together, Duration grace = kDefaultGrace)
      : loop_(loop), mode_(mode), grace_(grace), janitor_(*this) {}
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;
  ~Nursery() { clear(); }

  // Starts `task` on a strand of its own when the loop comes round. The reference is good until the child is
  // over.
  Child& spawn(Task<void> task);
  // Cancels every child.
  void cancel();
  // Destroys every child's frame, youngest first, without running anything but destructors.
  void clear();
  std::size_t live() const { return live_; }

  class Join;
  // Awaits all children; false: `deadline` passed first (then they were cancelled and waited for, for the
  // grace). Rethrows the first failure.
  Join join(Time deadline = kNever);

 private:
  class Janitor final : public LoopNode {
   public:
    explicit Janitor(Nursery& nursery) : LoopNode(nursery.loop_), nursery_(nursery) {}
    void fire() override { nursery_.reap(); }

   private:
    Nursery& nursery_;
  };
  void child_over(Child& child);
  void child_failed(const std::exception_ptr& exception);
  void reap();

  Loop& loop_;
  Mode mode_;
  Duration grace_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Child>> children_;
  Janitor janitor_;
  std::size_t live_ = 0;
  std::exception_ptr first_failure_;
  Join* join_ = nullptr;
};

class Nursery::Child final : public LoopNode, public Completion {
 public:
  Child(Nursery& nursery, Task<void> task)
      : LoopNode(nursery.loop_), nursery_(nursery), task_(std::move(task)) {}
  void fire() override { task_.start(strand_, *this); }
  void completed() noexcept override {
    over_ = true;
    nursery_.child_over(*this);
  }
  void cancel() { strand_.cancel(); }
  static void* operator new(std::size_t bytes) { return FramePool::take(bytes); }
  static void operator delete(void* child, std::size_t bytes) noexcept { FramePool::give(child, bytes); }

 private:
  friend class Nursery;
  Nursery& nursery_;
  Strand strand_;
  Task<void> task_;
  bool over_ = false;
};

class Nursery::Join final : public Wait {
 public:
  Join(Nursery& nursery, Time deadline) : Wait(nursery.loop_), nursery_(nursery), deadline_(deadline) {}
  ~Join() override { nursery_.join_ = nullptr; }
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> coroutine) {
    if (nursery_.live_ == 0) return false;
    nursery_.join_ = this;
    if (!park(coroutine)) {  // cancelled already: the children are, too, and get their grace
      suspend(*coroutine.promise().strand, coroutine);
      nursery_.cancel();
      return true;
    }
    if (nursery_.stopping_) {
      loop().arm(*this, loop().now() + nursery_.grace_);
    } else if (deadline_ != kNever) {
      loop().arm(*this, deadline_);
    }
    return true;
  }
  void cancel() override {
    if (ready()) return;
    cancelled_ = true;
    nursery_.cancel();
  }
  void fire() override {
    if (nursery_.live_ > 0 && !nursery_.stopping_) {
      late_ = true;
      nursery_.cancel();
      return;
    }
    Wait::fire();
  }
  bool await_resume() {
    nursery_.join_ = nullptr;
    if (nursery_.live_ > 0) nursery_.clear();
    if (nursery_.first_failure_) std::rethrow_exception(nursery_.first_failure_);
    throw_if_cancelled();
    return !late_;
  }

 private:
  Nursery& nursery_;
  Time deadline_;
  bool late_ = false;
};

inline Nursery::Join Nursery::join(Time deadline) {
  return Join(*this, deadline);
}

namespace detail {
template <class T>
Task<void> keep(Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}
}  // namespace detail

// Both results; the first failure cancels the other and is rethrown.
template <class A, class B>
Task<std::pair<A, B>> all(Loop& loop, Task<A> a, Task<B> b, Duration grace = kDefaultGrace) {
  std::optional<A> first;
  std::optional<B> second;
  Nursery nursery(loop, Nursery::Mode::together, grace);
  nursery.spawn(detail::keep(std::move(a), first));
  nursery.spawn(detail::keep(std::move(b), second));
  co_await nursery.join();
  co_return std::pair<A, B>(std::move(*first), std::move(*second));
}

// The result, or nullopt when it is not there at `deadline`: then the task was cancelled, and given up after
// `grace`.
template <class T>
Task<std::optional<T>> until(Loop& loop, Time deadline, Task<T> task, Duration grace = kDefaultGrace) {
  std::optional<T> result;
  Nursery nursery(loop, Nursery::Mode::together, grace);
  nursery.spawn(detail::keep(std::move(task), result));
  const bool in_time = co_await nursery.join(deadline);
  if (!in_time) result.reset();
  co_return result;
}

}  // namespace slots
