// Runs a user's code in this very process and comes back from it even when it crashes or never ends: what
// --isolate none and hooks of the run need to leave whole reports behind.
//
// Coming back jumps over the code's frames: their destructors do not run, locks that they held stay held.
// After that nothing of the user's may run in this process any more.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace ordeal::run {

// One at a time, used on the thread that made it. Signal handlers and the alarm timer are its own meanwhile.
class Lifeline {
 public:
  Lifeline();
  ~Lifeline();
  Lifeline(const Lifeline&) = delete;
  Lifeline& operator=(const Lifeline&) = delete;

  // Nothing: the body ended by itself. Otherwise what happened, as the end of a sentence: "crashed with
  // signal 11 (Segmentation fault)", "did not end within 60 s".
  std::optional<std::string> run(std::chrono::milliseconds limit, const std::function<void()>& body);

  // While a body runs: from now on it has this long, within its own limit. "did not end within" names it
  // then.
  void limit_part(std::chrono::milliseconds limit);
};

}  // namespace ordeal::run
