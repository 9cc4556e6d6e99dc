// Values with a unit, as features write them: "250 ms", "6 GB", "95 %", "3rd", "SIGKILL".
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace ordeal {

struct Bytes {
  std::int64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};

struct Percent {
  double value = 0;  // 95 for "95 %"
  [[nodiscard]] double fraction() const { return value / 100; }
  auto operator<=>(const Percent&) const = default;
};

struct Ordinal {
  std::int64_t number = 0;  // 3 for "3rd": counted from 1
  auto operator<=>(const Ordinal&) const = default;
};

struct Signal {
  int number = 0;  // as in <csignal>
  auto operator<=>(const Signal&) const = default;
};

struct ExitCode {
  int code = 0;  // 0 to 255; 128 + N stands for the end by signal N
  auto operator<=>(const ExitCode&) const = default;
};

namespace expressions {

// Each throws std::invalid_argument on text that is not of its kind, std::out_of_range where the value does
// not fit. A value that a unit cannot hold exactly is refused, too: "0.3 ns", "1.5 B".
[[nodiscard]] std::chrono::nanoseconds duration_of(std::string_view number, std::string_view unit);
[[nodiscard]] Bytes bytes_of(std::string_view number, std::string_view unit);
[[nodiscard]] Signal signal_of(std::string_view name);       // "SIGKILL"
[[nodiscard]] ExitCode exit_code_of(std::string_view text);  // "70", or "SIGKILL" for 137

// The alternatives for a pattern, made from the tables that the functions above read: "ns|us|µs|ms|s|min|h".
[[nodiscard]] std::string duration_units();
[[nodiscard]] std::string byte_units();
[[nodiscard]] std::string signal_names();

}  // namespace expressions
}  // namespace ordeal
