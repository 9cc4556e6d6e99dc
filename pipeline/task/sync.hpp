// What tasks wait on: a time, a channel, an event.
#pragma once

#include <cstdlib>
#include <deque>

#include "pipeline/task/task.hpp"

namespace slots {

class Sleep final : public Wait {
 public:
  Sleep(Loop& loop, Time until) : Wait(loop), until_(until) {}
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> coroutine) {
    if (!park(coroutine)) return false;
    loop().arm(*this, until_);
    return true;
  }
  void await_resume() const { throw_if_cancelled(); }

 private:
  Time until_;
};

// Many writers, one reader. push() never suspends: whoever pushes bounds what he pushes.
template <class T>
class Channel {
 public:
  explicit Channel(Loop& loop) : loop_(loop) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() {
    if (reader_) reader_->channel_ = nullptr;
  }

  void push(T value) {
    if (closed_) return;
    values_.push_back(std::move(value));
    if (reader_) loop_.post(*reader_);
  }
  void close() {
    closed_ = true;
    if (reader_) loop_.post(*reader_);
  }
  bool closed() const { return closed_; }
  std::size_t size() const { return values_.size(); }

  class Receive final : public Wait {
   public:
    explicit Receive(Channel& channel) : Wait(channel.loop_), channel_(&channel) {}
    ~Receive() override { detach(); }
    bool await_ready() const { return false; }  // through park(), so that cancellation wins over data
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
      if (!park(coroutine)) return false;
      if (!channel_->values_.empty() || channel_->closed_) {
        leave();
        return false;
      }
      if (channel_->reader_) std::abort();  // two readers: a programming error
      channel_->reader_ = this;
      return true;
    }
    std::optional<T> await_resume() {
      detach();
      throw_if_cancelled();
      if (!channel_ || channel_->values_.empty()) return std::nullopt;
      std::optional<T> value(std::move(channel_->values_.front()));
      channel_->values_.pop_front();
      return value;
    }

   private:
    friend class Channel;
    void detach() {
      if (channel_ && channel_->reader_ == this) channel_->reader_ = nullptr;
    }
    Channel* channel_;
  };
  // The next value; nullopt when the channel is closed and empty.
  Receive receive() { return Receive(*this); }

 private:
  Loop& loop_;
  std::deque<T> values_;
  bool closed_ = false;
  Receive* reader_ = nullptr;
};

// Wakes all that wait now, first come first. State lives elsewhere: `while (!ready) co_await changed.wait();`
class Event {
 public:
  explicit Event(Loop& loop) : loop_(loop) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() {
    while (first_) first_->leave_queue();
  }

  class Waiter final : public Wait {
   public:
    explicit Waiter(Event& event) : Wait(event.loop_), event_(&event) {}
    ~Waiter() override { leave_queue(); }
    bool await_ready() const { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
      if (!park(coroutine)) return false;
      enter_queue();
      return true;
    }
    void await_resume() {
      leave_queue();
      throw_if_cancelled();
    }

   private:
    friend class Event;
    void enter_queue() {
      queued_ = true;
      Waiter** end = &event_->first_;
      while (*end) {
        previous_ = *end;
        end = &previous_->next_;
      }
      *end = this;
    }
    void leave_queue() {
      if (!queued_) return;
      queued_ = false;
      (previous_ ? previous_->next_ : event_->first_) = next_;
      if (next_) next_->previous_ = previous_;
      previous_ = next_ = nullptr;
    }
    Event* event_;
    Waiter *previous_ = nullptr, *next_ = nullptr;
    bool queued_ = false;
  };
  Waiter wait() { return Waiter(*this); }
  void notify() {
    while (Waiter* waiter = first_) {
      waiter->leave_queue();
      loop_.post(*waiter);
    }
  }

 private:
  Loop& loop_;
  Waiter* first_ = nullptr;
};

}  // namespace slots
