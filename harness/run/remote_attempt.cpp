#include "harness/run/remote_attempt.hpp"

#include <unistd.h>

#include <iostream>

#include "harness/messages/ndjson.hpp"
#include "harness/run/limit_tag.hpp"

namespace ordeal::run {

process::Job RemoteAttempt::job(std::string name) const {
  process::Job job;
  job.name = std::move(name);
  job.until = deadline_.until();
  job.memory_limit = memory_limit_;
  job.visible = options_.visible;
  job.visible.push_back(std::filesystem::absolute(options_.evidence));
  return job;
}

void RemoteAttempt::begin(std::unique_ptr<Attempt> attempt) {
  attempt_ = std::move(attempt);
  const gherkin::Pickle& pickle = *attempt_->test_case.pickle;
  deadline_.begin(own_limit(pickle));
  *memory_limit_ = own_memory_limit(pickle).value_or(0);
}

void RemoteAttempt::hear(const process::Frame& frame) {
  const auto message = messages::from_ndjson(frame.payload);
  if (!message) return;
  deadline_.on(*message);
  if (std::holds_alternative<messages::TestCaseFinished>(*message)) *memory_limit_ = 0;
  attempt_->record->on(*message);
}

void RemoteAttempt::end(const ExecutorClient& client, process::Outcome outcome) {
  if (outcome.ending == process::Ending::deadline) outcome.problem = deadline_.text();
  if (outcome.ending == process::Ending::memory) outcome.problem += kByMemoryTag;
  deadline_.none();
  *memory_limit_ = 0;
  client.ended(std::move(attempt_), outcome);
}

void tell_what_failed_late(process::JobContext& job) {
  const StepResult late = run_body([] {});
  if (late.failures.empty()) return;
  if (!job.send(kLateFrame, "after the end of a scenario: " + late.message())) ::_exit(70);
}

Emit emit_to(process::JobContext& job) {
  return [&job](const messages::Envelope& message) {
    const auto sent = job.send(kMessageFrame, messages::to_ndjson(message));
    if (sent) return;
    std::cerr << "A message could not be sent to the reports: " << sent.error().message << "\n";
    ::_exit(70);  // and that is the last output of the scenario
  };
}

}  // namespace ordeal::run
