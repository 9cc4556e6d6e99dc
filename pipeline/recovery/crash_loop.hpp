// A program that crashes again and again: after so many crashes within so long it is left alone for a while.
// Source: systemd's StartLimitBurst and StartLimitIntervalSec, with a rest in place of "for ever".
#pragma once

#include <deque>

#include "pipeline/task/time.hpp"

namespace slots {

struct CrashLoopPolicy {
  int crashes = 5;        // so many …
  Duration within = 60s;  // … within so long are a loop
  Duration rest = 300s;   // how long it is left alone then
};

class CrashLoop {
 public:
  explicit CrashLoop(CrashLoopPolicy policy) : policy_(policy) {}

  // One more crash. True: it is in a loop, and its crashes are forgotten: after the rest it begins anew.
  bool crashed(Time now);

 private:
  CrashLoopPolicy policy_;
  std::deque<Time> crashes_;  // within the window
};

}  // namespace slots
