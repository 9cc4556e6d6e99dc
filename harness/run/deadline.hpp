// The end of an attempt's time, or the running step's if that is sooner: moves along with its messages.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "harness/messages/envelope.hpp"

namespace ordeal::run {

// In wall time. A hook of the run, a feature or a rule has the scenario's.
struct Limits {
  std::chrono::milliseconds scenario = std::chrono::seconds(60);
  std::chrono::milliseconds step{0};  // 0: none of its own
};

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Deadline(Limits limits) : limits_(limits) {}

  // Of an attempt, or of a hook. `own`: the limit that a scenario has by its tag.
  void begin(std::optional<std::chrono::milliseconds> own = std::nullopt);
  void on(const messages::Envelope& message);
  void none() { *until_ = Clock::time_point::max(); }
  const std::shared_ptr<Clock::time_point>& until() const { return until_; }
  // What is limited, and by how much: "the step's limit of 5 s (--step-limit)".
  std::string text() const;

 private:
  Limits limits_;
  std::optional<std::chrono::milliseconds> own_;
  std::shared_ptr<Clock::time_point> until_ = std::make_shared<Clock::time_point>(Clock::time_point::max());
  Clock::time_point scenario_end_;
  bool of_step_ = false;
};

}  // namespace ordeal::run
