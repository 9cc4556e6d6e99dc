// What the coroutine probes are made of: values whose life is counted, the least Task that can await another,
// and the small coroutines that the cases await. Used by compiler_probes.cpp only, and by nothing of ours: it
// judges the compiler, not our Task.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace slots::probes {

// ---- what is counted
// ---------------------------------------------------------------------------------------

inline std::set<const void*> alive;    // every Value, by address
inline int destroyed_twice = 0;        // destructor calls on an address that holds no Value
inline int frames = 0;                 // coroutine frames
inline std::coroutine_handle<> ready;  // the one coroutine that sleeps; main resumes it

// A value whose life is tracked, with a member that owns memory.
struct Value {
  int number;
  std::string text = "longer than the small buffer of a string";

  Value(int n = 1) : number(n) { alive.insert(this); }
  Value(const Value& other) : number(other.number), text(other.text) { alive.insert(this); }
  Value(Value&& other) noexcept : number(other.number), text(std::move(other.text)) { alive.insert(this); }
  Value& operator=(const Value&) = default;
  Value& operator=(Value&&) = default;
  ~Value() {
    if (alive.erase(this) == 0) {
      ++destroyed_twice;
      new (&text) std::string;  // so that the string's own destructor survives and the case can be reported
    }
    number = -1;
  }
};

// ---- the least Task that can await another
// -----------------------------------------------------------------

template <class T>
struct Result {
  std::optional<T> value;
  void return_value(T v) { value.emplace(std::move(v)); }
  T take() { return std::move(value.value()); }
};
template <>
struct Result<void> {
  void return_void() {}
  void take() {}
};

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type : Result<T> {
    std::coroutine_handle<> awaiter;
    std::exception_ptr error;

    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() { return {}; }
    auto final_suspend() noexcept {
      struct ResumeAwaiter {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(Handle done) noexcept {
          auto next = done.promise().awaiter;
          return next ? next : std::noop_coroutine();
        }
        void await_resume() noexcept {}
      };
      return ResumeAwaiter{};
    }
    void unhandled_exception() { error = std::current_exception(); }
    void* operator new(std::size_t size) {
      ++frames;
      return ::operator new(size);
    }
    void operator delete(void* frame) {
      --frames;
      ::operator delete(frame);
    }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) {
    handle_.promise().awaiter = awaiter;
    return handle_;
  }
  T await_resume() {
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
    return handle_.promise().take();
  }

  void start() { handle_.resume(); }
  bool done() const { return handle_.done(); }

 private:
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
};

// Suspends until main resumes it, so that each case really leaves its stack.
struct Sleep {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> sleeper) { ready = sleeper; }
  void await_resume() {}
};
struct SleepForEver {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>) {}
  void await_resume() {}
};

// ---- what the cases await
// ----------------------------------------------------------------------------------

struct Pair {
  Value value;
  int other = 0;
};
struct Options {
  Value first{1};
  Value second{2};
  std::string name;
};

inline Task<void> nap() {
  co_await Sleep{};
}
inline Task<bool> yes() {
  co_await nap();
  co_return true;
}
inline Task<Value> give() {
  co_await nap();
  co_return Value(7);
}
inline Task<Value> never(Value) {
  co_await SleepForEver{};
  co_return Value(0);
}
inline Task<std::pair<Value, int>> give_pair() {
  co_await nap();
  co_return {Value(4), 5};
}
inline Task<Pair> give_aggregate() {
  co_await nap();
  co_return Pair{Value(5), 1};
}
inline Task<int> by_value(Value v) {
  co_await nap();
  co_return v.number;
}
inline Task<int> by_reference(const Value& v) {
  co_await nap();
  co_return v.number;
}
inline Task<int> two(Value a, Value b) {
  co_await nap();
  co_return a.number + b.number;
}
inline Task<int> aggregate(Pair p) {
  co_await nap();
  co_return p.value.number;
}
inline Task<int> aggregate_by_reference(const Pair& p) {
  co_await nap();
  co_return p.value.number;
}
inline Task<int> options(Options o) {
  co_await nap();
  co_return o.first.number + o.second.number;
}
inline Task<int> function(std::function<int()> f) {
  co_await nap();
  co_return f();
}
template <class F>
Task<int> callable(F f) {
  co_await nap();
  co_return f();
}
inline Task<int> standard_pair(std::pair<Value, int> p) {
  co_await nap();
  co_return p.first.number;
}
inline Task<int> optional(std::optional<Value> o) {
  co_await nap();
  co_return o.value().number;
}
inline Task<int> variant(std::variant<int, Pair> v) {
  co_await nap();
  co_return std::get<Pair>(v).value.number;
}
inline Task<int> many(std::vector<Value> values) {
  co_await nap();
  co_return static_cast<int>(values.size());
}
inline Task<int> defaults(Value v = Value(3), std::string text = "a default argument, long enough") {
  co_await nap();
  co_return text.empty() ? 0 : v.number;
}
inline Task<int> lengths(std::string a, std::string b) {
  co_await nap();
  co_return static_cast<int>(a.size() + b.size());
}
inline Task<int> throws(Value) {
  co_await nap();
  throw std::runtime_error("wanted");
}
struct ThrowsWhenCopied {
  ThrowsWhenCopied() = default;
  ThrowsWhenCopied(const ThrowsWhenCopied&) { throw 1; }
};
inline Task<int> throws_at_the_call(Value, ThrowsWhenCopied) {
  co_return 1;
}
struct Object {
  Value value{9};
  Task<int> lambda_with_this() {
    co_return co_await callable([this, v = Value(3)] { return v.number + value.number; });
  }
};

}  // namespace slots::probes
