// How many scenarios ended in which way, and how long the run took: one line, and the cheapest report there
// is. It needs no plan (see Sink::wants_plan; what never began it counts only where it has one), keeps
// nothing of what has finished, and names only what went wrong outside of scenarios.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/counts.hpp"
#include "reports/output.hpp"
#include "reports/problems.hpp"
#include "reports/run_time.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

class Totals final : public messages::Sink {
 public:
  Totals(Output output, Terminal terminal) : output_(std::move(output)), paint_(terminal.colour) {}

  void on(const messages::Envelope&) override;
  bool wants_plan() const override { return false; }
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void finish(const messages::TestCaseFinished&);
  std::size_t never_begun() const;
  void judge(const messages::Attachment&);

  Output output_;
  Paint paint_;
  RunTime time_;
  Counts counts_;
  ProblemFinder finder_;
  RunHooks hooks_;
  bool hook_failed_ = false;
  std::vector<std::string> problems_, notes_;
  std::unordered_map<std::string, Judgement> running_;
  std::size_t pickles_ = 0, announced_ = 0, begun_ = 0;
};

}  // namespace ordeal::reports
