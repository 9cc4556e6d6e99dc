// The director's workers: spawned, watched, replaced. One is active (its models are on the card), the others
// stand by and take over when it is lost.
#pragma once

#include <memory>
#include <vector>

#include "pipeline/director/worker_link.hpp"

namespace slots {

class Fleet {
 public:
  Fleet(Env& env, const DirectorConfig& config, std::function<void(const Notice&)> on_notice);

  // Keeps every worker running, for ever. Spawn it.
  Task<void> keep(std::size_t index);
  // Activates a standby whenever no worker is active, for ever. Spawn it.
  Task<void> keep_one_active();
  // An active worker that serves nobody, marked busy. Waits until there is one.
  Task<WorkerLink*> acquire();
  void give_back(WorkerLink& worker);
  // A worker's first message came over `connection`; returns when the stream is over.
  Task<void> serve(ConnectionPtr connection, Hello hello);
  // Asks every worker to leave and starts none any more. Returns when they have left, or after kLeaveLimit
  // (nominal): the kernel ends the others with the director.
  Task<void> drain();
  static constexpr Duration kLeaveLimit = 5s;

  std::size_t size() const { return workers_.size(); }
  std::vector<WorkerState> report() const;
  bool healthy() const;

 private:
  WorkerLink* find(const std::string& role);
  // The worker that speaks over this connection; null: another process has taken its place.
  WorkerLink* find(const ConnectionPtr& connection);
  WorkerLink* next_standby();
  bool card_taken() const;
  bool anyone_leaves() const;
  Task<bool> until_all_have_left();
  Task<void> watch(WorkerLink& worker);
  Task<void> watch_beats(WorkerLink& worker);
  Task<void> watch_start(WorkerLink& worker);
  Task<bool> start(WorkerLink& worker);
  std::string settings_of(const WorkerLink& worker) const;

  Env& env_;
  const DirectorConfig& config_;
  Event changed_;
  std::vector<std::unique_ptr<WorkerLink>> workers_;
  std::function<void(const Notice&)> on_notice_;
  bool draining_ = false;
};

}  // namespace slots
