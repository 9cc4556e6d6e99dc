// The director's workers as processes: started, watched, started again after a while, given up when that
// cannot help. Which of them serves what is placement.hpp's.
#pragma once

#include <memory>
#include <vector>

#include "pipeline/director/worker_link.hpp"
#include "pipeline/recovery/decide.hpp"

namespace slots {

class Supervision {
 public:
  // `cards` + `standbys` workers, "worker 1" and so on.
  Supervision(Env& env, const DirectorConfig& config, std::function<void(const Notice&)> on_notice);

  // Keeps a worker running, for ever. Spawn one for each index below size().
  Task<void> keep(std::size_t index);
  // A worker's first message came over `connection`; returns when the stream is over.
  Task<void> serve(ConnectionPtr connection, Hello hello);
  // Asks every worker to leave and starts none any more. Returns when they have left, or after kLeaveLimit
  // (nominal): the kernel ends the others with the director.
  Task<void> drain();
  static constexpr Duration kLeaveLimit = 5s;

  std::size_t size() const { return workers_.size(); }
  bool draining() const { return draining_; }
  // By index; each is replaced when its process has ended and another one takes its place.
  const std::vector<WorkerPtr>& workers() const { return workers_; }
  std::vector<WorkerState> report() const;

  Event changed;  // a worker came, went, or has another duty

 private:
  WorkerPtr find(const std::string& id) const;
  // The worker that speaks over this connection; null: another process has taken its place.
  WorkerPtr find(const ConnectionPtr& connection) const;
  bool anyone_leaves() const;
  Task<bool> until_all_have_left();
  Task<void> watch(WorkerPtr worker);
  Task<void> hear_last_words(WorkerPtr worker);
  Task<void> watch_beats(WorkerPtr worker);
  Task<void> watch_start(WorkerPtr worker);
  Task<Result<void>> start(WorkerPtr worker);
  recovery::Decision decide_on_start(const std::string& worker, const Error& failure, int retries) const;
  std::string settings_of(const WorkerLink& worker) const;

  Env& env_;
  const DirectorConfig& config_;
  std::vector<WorkerPtr> workers_;
  std::function<void(const Notice&)> on_notice_;
  bool draining_ = false;
};

}  // namespace slots
