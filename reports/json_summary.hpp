// The outcome of a run for programs: one JSON object, version 1. What is added later leaves the version as it
// is; what changes its meaning raises it. Members in this order, so that all but the scenarios is written at
// the end and a reader may stream them:
//   version        1
//   seed, arm, clock  of the run; left out where not known, or not the same in runs that were put together
//   scenarios      each that did not pass at once, in the order in which they ended:
//     place        "features/a.feature:12"; also apart, as `uri` and `line` (0: not known)
//     feature, name
//     ending       "flaky", "failed", "invalid", "not healed", "interrupted", "not started", "ambiguous",
//                  "undefined", "pending" or "skipped"
//     message      why, in one or more lines; of a flaky one, why the attempt before did not pass
//     rerun        the command that runs it again
//     evidence     folder; left out where none was kept
//     output       the end of what it printed; left out where that is nothing
//     attempts     how often it was tried, from 1
//     duration_ms  of the last attempt; left out where it did not finish
//   problems       outside of scenarios (a feature that does not parse, a failed hook and what it printed …),
//   a text
//                  each
//   counts         scenarios by each ending, "passed" among them, and `all`
//   started        ISO 8601, UTC; left out where no message carried a time
//   duration_ms    of the run
//   finished       false: the run was cut off
//   success        as the run judged itself; false unless it finished
#pragma once

#include <string>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/counts.hpp"
#include "reports/output.hpp"
#include "reports/problems.hpp"
#include "reports/run_facts.hpp"
#include "reports/run_time.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

// Scenarios are written as they end; only problems and notes wait.
class JsonSummary final : public messages::Sink {
 public:
  JsonSummary(Output output, RunFacts facts);

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  // False: it was begun before.
  bool begin();
  void add(const Scenario&);

  Output output_;
  RunFacts facts_;
  Tracker tracker_;
  RunTime time_;
  ProblemFinder finder_;
  Counts counts_;
  std::vector<std::string> problems_, notes_;
  bool begun_ = false, finished_ = false, success_ = false;
};

}  // namespace ordeal::reports
