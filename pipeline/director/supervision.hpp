// The director's workers as processes: started, watched, started again after a while, left alone when they
// crash in a loop, given up when another start cannot help. Which of them serves what is placement.hpp's.
#pragma once

#include <memory>
#include <vector>

#include "pipeline/director/retries.hpp"
#include "pipeline/director/worker_link.hpp"

namespace slots {

class Supervision {
 public:
  // `cards` + `standbys` workers, "worker 1" and so on.
  Supervision(Env& env, const DirectorConfig& config, Retries& retries,
              std::function<void(const Notice&)> on_notice);

  // Keeps a worker running, for ever. Spawn one for each index below size().
  Task<void> keep(std::size_t index);
  // A worker's first message came over `connection`; returns when the stream is over.
  Task<void> serve(ConnectionPtr connection, Hello hello);
  // Asks every worker to leave and starts none any more; ends those that have not within the leave limit.
  // Returns when they are gone, or kEndLimit later: the kernel ends the others with the director.
  Task<void> drain();
  // Nominal, from SIGKILL: a process that is still there sleeps where no signal reaches it.
  static constexpr Duration kEndLimit = 5s;

  std::size_t size() const { return workers_.size(); }
  bool draining() const { return draining_; }
  // By index; each is replaced when its process has ended and another one takes its place.
  const std::vector<WorkerPtr>& workers() const { return workers_; }
  std::vector<WorkerState> report() const;
  // Of each worker whose process is gone: why, and when the next one starts. No path of the host is in it.
  std::vector<std::string> troubles() const;

  Event changed;  // a worker came, went, or has another duty

 private:
  WorkerPtr find(const std::string& id) const;
  // The worker that speaks over this connection; null: another process has taken its place.
  WorkerPtr find(const ConnectionPtr& connection) const;
  bool anyone_leaves() const;
  Task<bool> until_all_have_left();
  Task<void> hear_last_words(WorkerPtr worker);
  Task<void> watch(WorkerPtr worker);
  Task<Duration> until_silent(std::function<Time()> last_sign, std::function<Duration()> within);
  Task<void> watch_beats(WorkerPtr worker);
  Task<void> watch_steps(WorkerPtr worker);
  Task<void> watch_start(WorkerPtr worker);
  Task<void> watch_end(WorkerPtr worker);
  Task<Error> run_once(WorkerPtr worker);
  Task<Result<void>> start(WorkerPtr worker);
  recovery::Decision decide_on_start(const WorkerLink& worker, int retries, bool loops);
  void give_up(WorkerLink& worker, const recovery::Decision& decision);
  WorkerPtr replace(const WorkerLink& gone);
  std::string temporary_folder_of(const WorkerLink& worker) const;
  Task<Result<void>> empty_its_folder(const WorkerLink& worker);
  std::string settings_of(const WorkerLink& worker) const;

  Env& env_;
  const DirectorConfig& config_;
  Retries& retries_;
  std::vector<WorkerPtr> workers_;
  std::function<void(const Notice&)> on_notice_;
  bool draining_ = false;
};

}  // namespace slots
