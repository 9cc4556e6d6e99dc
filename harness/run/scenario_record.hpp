// What the coordinator knows of one running scenario from its messages, so that a scenario whose process dies
// is finished in its place: the step it died in fails, the rest is skipped. What Ctrl-C ended has not failed:
// there that step is skipped, too, with the reason as its message, and the outcome is interrupted.
#pragma once

#include <string>

#include "harness/messages/sink.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/run/plan.hpp"

namespace ordeal::run {

class ScenarioRecord {
 public:
  ScenarioRecord(const PlannedScenario& scenario, std::string started_id, messages::Sink& report)
      : scenario_(scenario), started_id_(std::move(started_id)), report_(report) {}

  // A message of the scenario's process, passed on.
  void on(messages::Envelope message);
  // The process is over. Messages that it did not come to send are sent for it.
  void close(const process::Outcome& outcome, const std::string& rerun);

  // As the scenario's own judgement says, but never passed when one of its steps was not.
  messages::Outcome outcome() const;
  bool skipped() const { return skipped_; }
  bool finished() const { return finished_; }

 private:
  std::vector<std::string> steps_left() const;
  void finish_for(const process::Outcome& outcome, const std::string& rerun);

  const PlannedScenario& scenario_;
  std::string started_id_;
  messages::Sink& report_;
  bool started_ = false, finished_ = false, skipped_ = false, failed_ = false, judged_ = false;
  std::string running_step_;
  std::size_t steps_over_ = 0;
  messages::Outcome outcome_ = messages::Outcome::failed;
};

}  // namespace ordeal::run
