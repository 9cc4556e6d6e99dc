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
  std::string id;
  std::optional<int> exit;
  std::optional<Error> why = {};  // what its card did, when that is why
  bool blameless = false;  // another program's fault took its device's context: neither slot nor card did
};

// What a worker is for a while.
enum class Duty { starting, standby, activating, active, draining, lost, given_up };
std::string_view to_string(Duty duty);

struct WorkerIdentity {
  std::string id;                 // "worker 1": the name of a thing, whatever its duty
  std::string machine = "local";  // where it runs
  std::int64_t device = -1;       // the card that it was activated on; -1: none yet
  std::int64_t generation = 0;    // which of its processes
};

class WorkerLink {
 public:
  WorkerLink(Env& env, const DirectorConfig& config, WorkerIdentity identity)
      : changed(env.loop), env_(env), config_(config), identity_(std::move(identity)) {}
  WorkerLink(const WorkerLink&) = delete;

  // One stage, from RunStage to its answer. Fails with the stage's own error, or STAGE_TIMEOUT at its limit;
  // when the strand is cancelled or the limit passes the stage is asked to stop, and a worker that does not
  // answer within the grace is killed. Throws WorkerLost, also when the device is poisoned. The limit counts
  // from when `may_end` first holds (looked at after every `changed`): clip cannot end before video has.
  Task<StageDone> run_stage(RunStage what, std::function<bool()> may_end);

  // It serves another dispatch from now on: what is of an older one is refused.
  void begin_dispatch(std::int64_t fence) { fence_ = fence; }

  // It reads the models into host memory, so that being activated takes less.
  void prepare();
  // Its models are in host memory, or it was told to read them.
  bool told_to_prepare() const { return told_to_prepare_; }

  // Loads the models onto this card. The error is what the worker said, or WORKER_UNRESPONSIVE.
  Task<Result<void>> activate(std::int64_t device);

  void connected(ConnectionPtr connection);
  bool speaks_over(const ConnectionPtr& connection) const { return connection_ == connection; }
  void take(Message message);  // from the worker
  // The process is gone, or its stream is: whoever waits for it hears WorkerLost.
  void lose(std::optional<int> exit);
  // Ends the process, and remembers why.
  void kill(const std::string& why);
  void give_up();  // its process is gone, and none takes its place for now
  void release(const std::string& slot, const std::string& correlation_id);
  void drain();  // asks the process to leave, by SIGTERM

  const std::string& id() const { return identity_.id; }
  const WorkerIdentity& identity() const { return identity_; }
  Duty duty() const { return duty_; }
  WorkerState report() const;
  // When it last showed that it works: by any message but a beat that says that its device does not compute.
  Time last_sign() const { return last_sign_; }
  bool has_registered() const { return connection_ != nullptr; }
  // Why this director ended it; empty: it has not.
  const std::string& ended_for() const { return ended_for_; }
  // When a stage that it runs last made a step; nothing runs, or it waits for another stage: now. And the
  // time that its steps may take.
  Time last_step() const;
  Duration stall_limit() const;
  // It was lost, and nothing of ours is to blame: see WorkerLost.
  bool blameless() const { return blameless_; }
  // By its last beat.
  bool computes() const { return computes_; }
  // How whoever used it hears that it is lost.
  WorkerLost as_lost() const {
    return {identity_.id, process ? process->exit : std::nullopt, spoilt_by_, blameless_};
  }
  // What made its card useless for its process, which leaves with exit code 70.
  const std::optional<Error>& spoilt_by() const { return spoilt_by_; }
  // Its models lie on its card, whether it serves or not.
  bool holds_models() const { return !backend_.empty(); }
  // Nothing more comes over its stream; what its process said before its end has been read.
  bool stream_over() const { return stream_over_; }
  void end_of_stream() {
    stream_over_ = true;
    changed.notify();
  }
  // What it computes on, once it is active; `passed_over`: what it could not use, and why.
  const std::string& backend() const { return backend_; }
  const std::string& passed_over() const { return passed_over_; }
  // It said that it leaks memory of its card, so it retires.
  bool leaks() const { return leaks_; }
  // A stage was stopped there since its device was last found sound: no slot may come yet.
  bool unchecked() const { return unchecked_; }
  // Keyframes of the video stage of `slot` that the worker has reported.
  std::int64_t keyframes(const std::string& slot) const;

  Event changed;  // duty, beat, progress
  ProcessPtr process;
  std::int64_t restarts = 0;
  std::optional<std::int64_t> last_exit;
  std::optional<Error> failure;   // why its process is gone; until it has registered, that of the one before
  Time next_start{kNever};        // of the process that takes its place
  bool busy = false;              // serves a slot
  bool outlives_its_end = false;  // SIGKILL did not end its process yet, long after
  bool retiring = false;          // gets no further slot, and is to leave when it serves none
  std::function<void(const StageProgress&)> on_progress;
  std::function<void(const Notice&)> on_notice;

 private:
  struct Pending;
  using Answer = std::variant<StageDone, StageFailed, StageStopped, WorkerLost>;
  Task<Answer> next_answer(Pending& pending);
  Task<void> until_it_may_end(Pending& pending, const std::function<bool()>& may_end);
  Task<std::optional<Answer>> ask_to_stop(RunStage what, Pending& pending);
  void answer(const std::string& key, Answer answer);
  // Refuses what is of another process or an older dispatch.
  bool is_stale(const Message& message);
  void send(Message message);
  void take_preparation(const Prepared& told);
  void take_step(const StageProgress& progress);
  void take_result(StageDone done);
  void take_notice(const Notice& notice);
  // The process is about to leave, also when nobody waits for an answer of it.
  void spoil(const Error& why);
  // The models on its card are of no use: it stands by until it has loaded them again. What else it runs is
  // stopped by whoever waits for it.
  void unload(const Error& why);
  // It said what no worker may say: whatever its card does, this process cannot be relied on.
  void break_with(const std::string& what);
  Duration cancel_grace() const;

  Env& env_;
  const DirectorConfig& config_;
  WorkerIdentity identity_;
  std::int64_t fence_ = 0;  // of the dispatch that it serves, or served last
  std::int64_t stale_ = 0;  // messages refused
  Duty duty_ = Duty::starting;
  ConnectionPtr connection_;
  std::string ended_for_;
  Time last_sign_{0};
  bool told_to_prepare_ = false, prepared_ = false;
  bool computes_ = true, stream_over_ = false, leaks_ = false, blameless_ = false, unchecked_ = false;
  std::int64_t memory_used_ = 0, memory_capacity_ = 0;
  std::string backend_, passed_over_;
  std::optional<Error> activation_error_, spoilt_by_;
  std::map<std::string, Pending*> pending_;
  std::map<std::string, std::int64_t> keyframes_;
};

using WorkerPtr = std::shared_ptr<WorkerLink>;

}  // namespace slots
