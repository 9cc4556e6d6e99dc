// One simulated process: an Env of its own, and the frames of its program.
#pragma once

#include "harness/sim/device.hpp"
#include "harness/sim/network.hpp"
#include "harness/sim/storage.hpp"
#include "harness/sim/world.hpp"
#include "pipeline/env/metrics_registry.hpp"

namespace ordeal::sim {

class Processes final : public slots::Processes {
 public:
  Processes(World& world, Process& parent) : world_(world), parent_(parent) {}
  slots::Task<slots::Result<slots::ProcessPtr>> spawn(slots::SpawnRequest request) override;
  void signal(slots::Process& process, int signal) override;

 private:
  World& world_;
  Process& parent_;
};

class CardMonitor final : public slots::CardMonitor {
 public:
  explicit CardMonitor(World& world) : world_(world) {}
  slots::Task<slots::Result<std::shared_ptr<slots::Channel<slots::CardReport>>>> watch() override;

 private:
  World& world_;
};

class Process final : slots::Clock, slots::Random, slots::Log {
 public:
  Process(World& world, std::string role, std::int64_t pid);

  slots::Env& env() { return env_; }
  const std::string& role() const { return role_; }
  std::int64_t pid() const { return pid_; }
  bool dead() const { return dead_; }
  const Device& device() const { return device_; }
  void deliver(int signal);

  // ---- the seam: what rules do to this process ----
  // Whether a rule is armed that it could hit at such an operation. One comparison while no rule comes or
  // goes.
  bool watched(std::uint32_t operation);
  // It has reached a site: which rules strike. Role, pid and time are filled in.
  rule::Strikes reach(rule::Hit hit);
  // What a strike asked for was carried out.
  void did(const rule::Strike& strike);
  // Carries out what concerns the process as a whole: a delay, gate, hang, a sleep out of reach of signals or
  // a kill, its exit, a signal that it ignores from then on, files that it leaves.
  slots::Task<void> wait_as(rule::Strike strike);
  // A call of Env begins: a site of its own (ORDEAL_CALL), under the name that the real world gives it, and
  // about what it says there.
  slots::Task<void> call(std::string_view name, std::string slot = {}, std::string object = {});
  // A signal or an exit code of its own, at once. False: the strike asks for something else.
  bool ends_by(const rule::Strike& strike);

 private:
  friend class World;
  friend class Network;
  friend class Processes;
  friend class Connection;
  friend class Outbox;

  slots::Time now() const override { return world_.now(); }
  std::int64_t unix_ms() const override;
  slots::Duration from_wall(slots::Duration wall) const override { return wall; }
  slots::Duration window(slots::Duration nominal) const override { return nominal; }
  std::uint64_t at(std::string_view site, std::uint64_t n) const override;
  std::uint64_t unguessable(std::string_view site, std::uint64_t n) const override { return at(site, n); }
  void event(std::string_view name, boost::json::object fields) override;
  slots::Task<void> run(Program program);

  World& world_;
  std::string role_;
  std::int64_t pid_;
  bool dead_ = false;
  rule::View view_;  // of its role
  Network network_;
  Outbox outbox_;
  Processes processes_;
  Journal journal_;
  Files files_;
  Device device_;
  CardMonitor cards_;
  slots::MetricsRegistry metrics_;
  slots::Signals signals_;
  slots::Env env_;
  std::set<int> ignored_;                  // signals
  std::optional<std::uint64_t> stuck_by_;  // a rule: nothing ends it before that rule's gate is open
  std::optional<int> ends_with_;           // once that is so
  std::string temporary_;                  // its folder for temporary files
  slots::ProcessPtr handle_;               // the parent's; null: started from outside
  std::vector<std::int64_t> children_;     // pids
  slots::Nursery frames_;                  // last: destroying them touches the members above
};

}  // namespace ordeal::sim
