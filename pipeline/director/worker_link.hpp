// The director's end of one worker process: its command stream, its state, and the stages it runs.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "pipeline/director/config.hpp"
#include "pipeline/env/env.hpp"

namespace slots {

// Thrown out of run_stage when the worker is lost: the slot may go to another one.
struct WorkerLost {
  std::string role;
  std::optional<int> exit;
};

class WorkerLink {
 public:
  enum class State { starting, standby, activating, active, lost };

  WorkerLink(Env& env, const DirectorConfig& config, std::string role)
      : changed(env.loop), env_(env), config_(config), role_(std::move(role)) {}
  WorkerLink(const WorkerLink&) = delete;

  // One stage, from RunStage to its answer. Fails with the stage's own error, or STAGE_TIMEOUT at its limit;
  // when the strand is cancelled or the limit passes the stage is asked to stop, and a worker that does not
  // answer within the grace is killed. Throws WorkerLost, also when the device is poisoned. The limit counts
  // from when `may_end` first holds (looked at after every `changed`): clip cannot end before video has.
  Task<StageDone> run_stage(RunStage what, std::function<bool()> may_end);

  // Loads the models onto the card. The error is what the worker said, or WORKER_UNRESPONSIVE.
  Task<Result<void>> activate();

  void connected(ConnectionPtr connection);
  bool speaks_over(const ConnectionPtr& connection) const { return connection_ == connection; }
  void take(Message message);  // from the worker
  // The process is gone, or its stream is: whoever waits for it hears WorkerLost.
  void lose(std::optional<int> exit);
  void kill(const std::string& why);
  void release(const std::string& slot);
  void drain();  // asks the process to leave

  const std::string& role() const { return role_; }
  State state() const { return state_; }
  WorkerState report() const;
  Time last_beat() const { return last_beat_; }
  // Keyframes of the video stage of `slot` that the worker has reported.
  std::int64_t keyframes(const std::string& slot) const;

  Event changed;  // state, beat, progress
  ProcessPtr process;
  std::int64_t restarts = 0;
  std::optional<std::int64_t> last_exit;
  bool busy = false;  // serves a slot
  std::function<void(const StageProgress&)> on_progress;
  std::function<void(const Notice&)> on_notice;

 private:
  struct Pending;
  using Answer = std::variant<StageDone, StageFailed, StageStopped, WorkerLost>;
  Task<Answer> next_answer(Pending& pending);
  Task<void> until_it_may_end(Pending& pending, const std::function<bool()>& may_end);
  Task<std::optional<Answer>> ask_to_stop(RunStage what, Pending& pending);
  void answer(const std::string& key, Answer answer);
  void take_result(StageDone done);
  void take_notice(const Notice& notice);
  // It said what no worker may say: whatever its card does, this process cannot be relied on.
  void break_with(const std::string& what);
  Duration cancel_grace() const;

  Env& env_;
  const DirectorConfig& config_;
  std::string role_;
  State state_ = State::starting;
  ConnectionPtr connection_;
  Time last_beat_{0};
  std::int64_t memory_used_ = 0, memory_capacity_ = 0;
  std::optional<Error> activation_error_;
  std::map<std::string, Pending*> pending_;
  std::map<std::string, std::int64_t> keyframes_;
};

std::string_view to_string(WorkerLink::State state);

}  // namespace slots
