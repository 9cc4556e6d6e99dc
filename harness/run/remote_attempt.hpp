// An attempt that runs in another process, as the harness follows it: by its messages, with a deadline.
#pragma once

#include "harness/run/deadline.hpp"
#include "harness/run/executor.hpp"

namespace ordeal::run {

class RemoteAttempt {
 public:
  explicit RemoteAttempt(const ExecutorOptions& options) : options_(options), deadline_(options.limits) {}

  // A job without work, whose limits are those of whichever attempt runs in it.
  process::Job job(std::string name) const;

  void begin(std::unique_ptr<Attempt> attempt);
  bool running() const { return attempt_ != nullptr; }
  const Attempt& operator*() const { return *attempt_; }
  void hear(const process::Frame& frame);
  // It is over, as the outcome says; the client learns of it.
  void end(const ExecutorClient& client, process::Outcome outcome);

 private:
  const ExecutorOptions& options_;
  Deadline deadline_;
  std::shared_ptr<std::uint64_t> memory_limit_ = std::make_shared<std::uint64_t>(0);  // 0: none
  std::unique_ptr<Attempt> attempt_;
};

// Frames of a job's results that hold a message of its attempt.
inline constexpr std::uint8_t kMessageFrame = 1;

// Frames that say what failed when the attempt was over already.
inline constexpr std::uint8_t kLateFrame = 3;

// In the other process, at its end: sends what failed late.
void tell_what_failed_late(process::JobContext& job);

// In the other process: emits into the job's results; ends the process when the harness is gone.
Emit emit_to(process::JobContext& job);

}  // namespace ordeal::run
