// Coroutine probes: does this compiler build and destroy each temporary of a co_await statement exactly once?
// g++ 12.2 does not (aggregates, capturing lambdas, class-typed ?: and others are destroyed twice, silently,
// at every optimisation), so every configuration compiles and runs this file (cmake/CoroutineProbes.cmake).
//
// Each case is a small coroutine. It passes when it gives the expected number, every Value it made is gone,
// none was destroyed twice, and no frame is left. Each runs in a process of its own, because a double
// destruction may end it. Failing cases are printed; the exit code is 0 only when all pass.
#include "cmake/compiler_probes.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>

namespace slots::probes {
namespace {

struct Case {
  const char* name;
  int expected;
  Task<int> (*run)();
};
constexpr int never_finishes = -9;
const bool truth = getpid() != 0;  // true, which the compiler cannot know

const Case cases[] = {
    // ---- arguments
    {"temporary by value", 5, []() -> Task<int> { co_return co_await by_value(Value(5)); }},
    {"temporary by reference", 5, []() -> Task<int> { co_return co_await by_reference(Value(5)); }},
    {"two temporaries", 5, []() -> Task<int> { co_return co_await two(Value(2), Value(3)); }},
    {"default arguments", 3, []() -> Task<int> { co_return co_await defaults(); }},
    {"string literals as std::string", 62,
     []() -> Task<int> {
       co_return co_await lengths("a literal that is long enough..", "another literal long enough....");
     }},
    {"sums of strings", 42,
     []() -> Task<int> {
       std::string a(20, 'a');
       co_return co_await lengths(a + "x", a + "y");
     }},
    {"std::pair from make_pair", 5,
     []() -> Task<int> { co_return co_await standard_pair(std::make_pair(Value(5), 1)); }},
    {"std::pair in braces", 5, []() -> Task<int> { co_return co_await standard_pair({Value(5), 1}); }},
    {"std::optional from a value", 5, []() -> Task<int> { co_return co_await optional(Value(5)); }},
    {"std::variant from an aggregate", 5,
     []() -> Task<int> { co_return co_await variant(Pair{Value(5), 1}); }},
    {"value_or with a temporary", 5,
     []() -> Task<int> {
       std::optional<Value> none;
       co_return co_await by_value(none.value_or(Value(5)));
     }},
    {"vector(count, value)", 2,
     []() -> Task<int> { co_return co_await many(std::vector<Value>(2, Value(1))); }},
#if defined(__clang__) || __GNUC__ > 12  // g++ 12 does not even compile it
    {"initializer list", 2, []() -> Task<int> { co_return co_await many({Value(1), Value(2)}); }},
#endif

    // ---- aggregates
    {"aggregate in braces by value", 5, []() -> Task<int> { co_return co_await aggregate({Value(5), 1}); }},
    {"named aggregate by value", 5, []() -> Task<int> { co_return co_await aggregate(Pair{Value(5), 1}); }},
    {"aggregate by reference", 5,
     []() -> Task<int> { co_return co_await aggregate_by_reference(Pair{Value(5), 1}); }},
    {"aggregate moved from a variable", 5,
     []() -> Task<int> {
       Pair p{Value(5), 1};
       co_return co_await aggregate(std::move(p));
     }},
    {"designated initialisers", 8,
     []() -> Task<int> {
       co_return co_await options(
           {.first = Value(5), .second = Value(3), .name = "surely not a small string buffer"});
     }},
    {"aggregate of default members", 3, []() -> Task<int> { co_return co_await options({}); }},
    {"aggregate made from co_await", 7,
     []() -> Task<int> {
       Pair p{co_await give(), 1};
       co_return p.value.number;
     }},
    {"aggregate returned", 5,
     []() -> Task<int> {
       auto p = co_await give_aggregate();
       co_return p.value.number;
     }},
    {"array made from co_await", 12,
     []() -> Task<int> {
       int a[2] = {co_await by_value(Value(5)), co_await by_value(Value(7))};
       co_return a[0] + a[1];
     }},

    // ---- lambdas
    {"capture by copy", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await callable([v] { return v.number; });
     }},
    {"capture by move", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await callable([v = std::move(v)] { return v.number; });
     }},
    {"capture by reference", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await callable([&v] { return v.number; });
     }},
    {"capture of a number", 5,
     []() -> Task<int> {
       int n = 5;
       co_return co_await callable([n] { return n; });
     }},
    {"lambda as std::function", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await function([v] { return v.number; });
     }},
    {"lambda with this and a capture", 12,
     []() -> Task<int> {
       Object o;
       co_return co_await o.lambda_with_this();
     }},
    {"lambda coroutine without capture", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await [](Value x) -> Task<int> {
         co_await nap();
         co_return x.number;
       }(v);
     }},
    {"capturing lambda coroutine, named", 5,
     []() -> Task<int> {
       Value v(5);
       auto f = [v]() -> Task<int> {
         co_await nap();
         co_return v.number;
       };
       co_return co_await f();
     }},
    {"capturing lambda coroutine, called at once", 5,
     []() -> Task<int> {
       Value v(5);
       co_return co_await [v]() -> Task<int> {
         co_await nap();
         co_return v.number;
       }();
     }},

    // ---- ?: and conditions
    {"?: of tasks", 5,
     []() -> Task<int> { co_return co_await (truth ? by_value(Value(5)) : by_value(Value(6))); }},
    {"?: with co_await in both arms", 5,
     []() -> Task<int> { co_return truth ? co_await by_value(Value(5)) : co_await by_value(Value(6)); }},
    {"?: with co_await in one arm", 6,
     []() -> Task<int> {
       Value v = !truth ? co_await give() : Value(6);
       co_return v.number;
     }},
    {"?: of a copy of co_await", 7,
     []() -> Task<int> {
       Value v = truth ? Value(co_await give()) : Value(6);
       co_return v.number;
     }},
    {"?: inside an argument", 5,
     []() -> Task<int> { co_return co_await by_value(truth ? Value(5) : Value(6)); }},
    {"?: of string and literal", 32,
     []() -> Task<int> {
       std::string a(31, 'a');
       co_return co_await lengths(truth ? a : "x", "y");
     }},
    {"co_await && co_await", 1, []() -> Task<int> { co_return co_await yes() && co_await yes(); }},
    {"&& with a temporary", 1,
     []() -> Task<int> {
       bool b = truth && co_await by_value(Value(5)) == 5;
       co_return b;
     }},
    {"if (co_await)", 5,
     []() -> Task<int> {
       if (co_await by_value(Value(5)) == 5) co_return 5;
       co_return 0;
     }},
    {"if (init; co_await)", 5,
     []() -> Task<int> {
       if (auto n = co_await by_value(Value(5)); n == 5) co_return n;
       co_return 0;
     }},
    {"while (co_await)", 3,
     []() -> Task<int> {
       int n = 0;
       while (co_await yes() && n < 3) ++n;
       co_return n;
     }},
    {"do while (co_await)", 3,
     []() -> Task<int> {
       int n = 0;
       do ++n;
       while (co_await by_value(Value(n)) < 3);
       co_return n;
     }},
    {"for (; co_await;)", 3,
     []() -> Task<int> {
       int n = 0;
       for (; co_await by_value(Value(n)) < 3; ++n) {
       }
       co_return n;
     }},
    {"switch (co_await)", 5,
     []() -> Task<int> {
       switch (co_await by_value(Value(5))) {
         case 5:
           co_return 5;
         default:
           co_return 0;
       }
     }},
    {"range for over a vector of co_await", 7,
     []() -> Task<int> {
       int n = 0;
       for (const Value& v : std::vector<Value>(1, co_await give())) n += v.number;
       co_return n;
     }},

    // ---- expressions
    {"co_await inside an argument", 7, []() -> Task<int> { co_return co_await by_value(co_await give()); }},
    {"co_await inside two arguments", 14,
     []() -> Task<int> { co_return co_await two(co_await give(), co_await give()); }},
    {"co_await + co_await", 10,
     []() -> Task<int> { co_return co_await by_value(Value(5)) + co_await by_value(Value(5)); }},
    {"member of co_await", 7, []() -> Task<int> { co_return (co_await give()).number; }},
    {"auto&& = co_await", 7,
     []() -> Task<int> {
       auto&& v = co_await give();
       co_return v.number;
     }},
    {"structured binding", 9,
     []() -> Task<int> {
       auto [v, n] = co_await give_pair();
       co_return v.number + n;
     }},
    {"structured binding in a loop", 18,
     []() -> Task<int> {
       int sum = 0;
       for (int i = 0; i < 2; ++i) {
         auto [v, n] = co_await give_pair();
         co_await nap();
         sum += v.number + n;
       }
       co_return sum;
     }},
    {"push_back(co_await)", 7,
     []() -> Task<int> {
       std::vector<Value> v;
       v.push_back(co_await give());
       v.push_back(co_await give());
       co_return v[1].number;
     }},
    {"map[key] = co_await", 7,
     []() -> Task<int> {
       std::map<int, Value> m;
       m[1] = co_await give();
       co_return m[1].number;
     }},
    {"new T(co_await)", 7,
     []() -> Task<int> {
       std::unique_ptr<Value> v(new Value(co_await give()));
       co_return v->number;
     }},
    {"make_unique(co_await)", 7,
     []() -> Task<int> {
       auto v = std::make_unique<Value>(co_await give());
       co_return v->number;
     }},
    {"comma", 5,
     []() -> Task<int> {
       int n = (co_await nap(), 5);
       co_return n;
     }},
    {"+= co_await", 7,
     []() -> Task<int> {
       int n = 2;
       n += co_await by_value(Value(5));
       co_return n;
     }},
    {"task kept and awaited later", 5,
     []() -> Task<int> {
       auto task = by_value(Value(5));
       co_await nap();
       co_return co_await std::move(task);
     }},
    {"over-aligned local", 1,
     []() -> Task<int> {
       alignas(64) volatile char block[64] = {1};
       co_await nap();
       co_return reinterpret_cast<std::uintptr_t>(&block[0]) % 64 == 0;
     }},

    // ---- exceptions, and frames destroyed early
    {"exception through temporaries", 3,
     []() -> Task<int> {
       try {
         co_await throws(Value(2));
       } catch (const std::exception&) {
         co_return 3;
       }
       co_return 0;
     }},
    {"co_await after a catch", 5,
     []() -> Task<int> {
       bool caught = false;
       try {
         co_await throws(Value(2));
       } catch (const std::exception&) {
         caught = true;
       }
       co_return caught ? co_await by_value(Value(5)) : 0;
     }},
    {"copying an argument throws", 4,
     []() -> Task<int> {
       ThrowsWhenCopied t;
       try {
         co_await throws_at_the_call(Value(1), t);
       } catch (int) {
         co_return 4;
       }
       co_return 0;
     }},
    {"destroyed while suspended", never_finishes,
     []() -> Task<int> {
       Value v(5);
       co_return co_await two(Value(1), co_await never(v));
     }},
};

Task<void> store(const Case& probe, int& result) {
  result = co_await probe.run();
}

// Runs one case to its end, or until it sleeps for ever, and destroys it. True when it passed.
bool passes(const Case& probe) {
  int result = never_finishes;
  const char* thrown = "";
  {
    Task<void> task = store(probe, result);
    task.start();
    while (!task.done() && ready) std::exchange(ready, nullptr).resume();
    try {
      if (task.done()) task.await_resume();
    } catch (...) {
      thrown = ", an exception came out";
    }
  }
  const bool passed =
      result == probe.expected && alive.empty() && destroyed_twice == 0 && frames == 0 && !*thrown;
  if (!passed)
    std::printf("  %-45s gave %d, expected %d%s%s%s%s\n", probe.name, result, probe.expected,
                destroyed_twice ? ", a temporary was destroyed twice" : "",
                alive.empty() ? "" : ", a temporary was never destroyed", frames ? ", a frame was left" : "",
                thrown);
  return passed;
}

bool passes_in_its_own_process(const Case& probe) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stderr)) _exit(2);  // libc's own "double free" would only repeat us
    const bool passed = passes(probe);
    std::fflush(stdout);
    _exit(passed ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::printf("  %-45s could not be run: %s\n", probe.name, std::strerror(errno));
    return false;
  }
  if (WIFSIGNALED(status)) std::printf("  %-45s died: %s\n", probe.name, strsignal(WTERMSIG(status)));
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace
}  // namespace slots::probes

int main() {
  using namespace slots::probes;
  std::size_t failed = 0;
  for (const Case& probe : cases) failed += !passes_in_its_own_process(probe);
  std::printf("%zu coroutine probes, %zu failed\n", std::size(cases), failed);
  return failed == 0 ? 0 : 1;
}
