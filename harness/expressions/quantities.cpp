#include "harness/expressions/quantities.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <limits>
#include <span>
#include <stdexcept>

namespace ordeal::expressions {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t size;
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::array durations{Unit{"ns", 1},           Unit{"us", 1'000}, Unit{"µs", 1'000},
                               Unit{"ms", 1'000'000},   Unit{"s", second}, Unit{"min", 60 * second},
                               Unit{"h", 3600 * second}};

// SI units are powers of 1000, IEC units of 1024; "KB", which is used for both, is none.
constexpr std::array sizes{Unit{"B", 1},
                           Unit{"byte", 1},
                           Unit{"bytes", 1},
                           Unit{"kB", 1'000},
                           Unit{"MB", 1'000'000},
                           Unit{"GB", 1'000'000'000},
                           Unit{"TB", 1'000'000'000'000},
                           Unit{"KiB", std::int64_t{1} << 10},
                           Unit{"MiB", std::int64_t{1} << 20},
                           Unit{"GiB", std::int64_t{1} << 30},
                           Unit{"TiB", std::int64_t{1} << 40}};

struct NamedSignal {
  std::string_view name;
  int number;
};

constexpr std::array signals{
    NamedSignal{"SIGKILL", SIGKILL}, NamedSignal{"SIGTERM", SIGTERM}, NamedSignal{"SIGINT", SIGINT},
    NamedSignal{"SIGSTOP", SIGSTOP}, NamedSignal{"SIGCONT", SIGCONT}, NamedSignal{"SIGTSTP", SIGTSTP},
    NamedSignal{"SIGHUP", SIGHUP},   NamedSignal{"SIGQUIT", SIGQUIT}, NamedSignal{"SIGABRT", SIGABRT},
    NamedSignal{"SIGSEGV", SIGSEGV}, NamedSignal{"SIGBUS", SIGBUS},   NamedSignal{"SIGILL", SIGILL},
    NamedSignal{"SIGFPE", SIGFPE},   NamedSignal{"SIGTRAP", SIGTRAP}, NamedSignal{"SIGSYS", SIGSYS},
    NamedSignal{"SIGPIPE", SIGPIPE}, NamedSignal{"SIGALRM", SIGALRM}, NamedSignal{"SIGUSR1", SIGUSR1},
    NamedSignal{"SIGUSR2", SIGUSR2}, NamedSignal{"SIGCHLD", SIGCHLD}, NamedSignal{"SIGXCPU", SIGXCPU},
    NamedSignal{"SIGXFSZ", SIGXFSZ}};

template <class Entry>
std::string alternatives(std::span<const Entry> entries) {
  std::string joined;
  for (const Entry& entry : entries) joined.append(joined.empty() ? "" : "|").append(entry.name);
  return joined;
}

std::string quoted(std::string_view number, std::string_view unit) {
  return "\"" + std::string(number) + " " + std::string(unit) + "\"";
}

// The digits before and behind the point, as whole numbers: "1.50" is 1 and 5 tenths.
struct Decimal {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
  std::int64_t denominator = 1;
};

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

std::int64_t digits(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    throw std::out_of_range(std::string(text) + " is more than the largest number, " +
                            std::to_string(kLargest));
  }
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw std::invalid_argument("\"" + std::string(text) + "\" is not made of digits");
  }
  return value;
}

Decimal decimal(std::string_view number) {
  const std::size_t point = number.find('.');
  Decimal parsed{.whole = digits(number.substr(0, point))};
  if (point == std::string_view::npos) return parsed;
  const std::string_view decimals = number.substr(point + 1);
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::digits10;
  if (decimals.size() > most) {
    throw std::out_of_range(std::string(number) + " has " + std::to_string(decimals.size()) + " decimals, " +
                            std::to_string(most) + " are allowed");
  }
  parsed.fraction = digits(decimals);
  for (std::size_t i = 0; i < decimals.size(); ++i) parsed.denominator *= 10;
  return parsed;
}

// number × unit in whole numbers: 0.1 s is exactly 100 ms, which a double would miss.
std::int64_t scaled(std::string_view number, std::string_view unit, std::span<const Unit> units) {
  const auto known = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == unit; });
  if (known == units.end()) {
    throw std::invalid_argument(quoted(number, unit) + " has none of the units " + alternatives(units));
  }
  const Decimal value = decimal(number);
  __extension__ using Wide = __int128;
  const Wide parts = Wide{value.fraction} * known->size;
  if (parts % value.denominator != 0) {
    throw std::invalid_argument(quoted(number, unit) + " is not a whole number of " +
                                std::string(units.front().name));
  }
  const Wide total = Wide{value.whole} * known->size + parts / value.denominator;
  if (total > kLargest) {
    throw std::out_of_range(quoted(number, unit) + " is more than the largest value, " +
                            std::to_string(kLargest) + " " + std::string(units.front().name));
  }
  return static_cast<std::int64_t>(total);
}

}  // namespace

std::chrono::nanoseconds duration_of(std::string_view number, std::string_view unit) {
  return std::chrono::nanoseconds(scaled(number, unit, durations));
}

Bytes bytes_of(std::string_view number, std::string_view unit) {
  return {scaled(number, unit, sizes)};
}

Signal signal_of(std::string_view name) {
  for (const auto& [known, number] : signals) {
    if (known == name) return {number};
  }
  throw std::invalid_argument("\"" + std::string(name) + "\" is none of the signals " +
                              alternatives<NamedSignal>(signals));
}

ExitCode exit_code_of(std::string_view text) {
  constexpr int by_signal = 128;
  if (text.starts_with("SIG")) return {by_signal + signal_of(text).number};
  const std::int64_t code = digits(text);
  if (code > 255) throw std::out_of_range(std::string(text) + " is no exit code: they are 0 to 255");
  return {static_cast<int>(code)};
}

std::string duration_units() {
  return alternatives<Unit>(durations);
}
std::string byte_units() {
  return alternatives<Unit>(sizes);
}
std::string signal_names() {
  return alternatives<NamedSignal>(signals);
}

}  // namespace ordeal::expressions
