// The simulated world: every process, message, file and card of a scenario in one thread and in virtual time.
// What programs of the pipeline see of it is Env; what a scenario does to it are faults at sites (rules) and
// the calls below. One seed gives one run: the log of two runs is the same to the byte.
//
// A crash marks the process dead (its calls do nothing from then on) and then destroys its frames, so that no
// destructor tidies up; what was not durable yet is lost.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "faults/rule/rule_block.hpp"
#include "harness/sim/card.hpp"
#include "pipeline/env/env.hpp"
#include "pipeline/protocol/costs.hpp"

namespace ordeal::sim {

class Process;
class Connection;

using Program = std::function<slots::Task<int>(slots::Env&)>;

struct Options {
  std::uint64_t seed = 1;
  slots::Duration shortest_latency = std::chrono::milliseconds(1);  // of a message
  slots::Duration longest_latency = std::chrono::milliseconds(5);
  std::uint64_t card_capacity = 12'000'000;  // bytes, of each
  slots::Costs costs;                        // of the stages on a device; nothing runs without
  bool keep_log = true;                      // false: only its hash
};

// One line that a program logged.
struct LogEvent {
  slots::Time at{0};
  std::string role, name;
  boost::json::object fields;
};

// A message as it leaves its sender.
struct Sent {
  const std::string &from, &to;  // roles
  std::uint64_t connection = 0;  // the same number in both directions
  const slots::Message& message;
};

// Sees all that happens in the world, from outside of every program, when it happens.
class Witness {
 public:
  virtual ~Witness() = default;
  virtual void sent(const Sent&) = 0;
  // All that is durable in the journal of `role` now, after a change.
  virtual void journalled(const std::string& role, const std::vector<slots::Record>& records) = 0;
  virtual void ended(const std::string& role) = 0;
  virtual void stepped() = 0;  // after every event
};

// How a process ended, by role, in the order of the ends.
struct Exit {
  std::string role;
  int code = 0;  // 128+N by signal N
  slots::Time at{0};
};

class World {
 public:
  World(Options options, rule::RuleBlock rules);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Null: nobody watches. Must outlive the world, or be taken away.
  void set_witness(Witness* witness) { witness_ = witness; }

  // What Processes::spawn starts: the program for a role and its settings.
  using Programs = std::function<Program(const slots::SpawnRequest&)>;
  void set_programs(Programs programs) { programs_ = std::move(programs); }

  // Starts a process that nobody of the world is the parent of.
  Process& start(const std::string& role, Program program);
  // Delivers a signal: SIGTERM, SIGINT and SIGHUP reach Env::signals; SIGSTOP holds all that the process
  // would do until SIGCONT, while others' messages to it queue up; any other ends it at once. False: there is
  // no such process.
  bool signal(const std::string& role, int signal);
  bool running(const std::string& role) const { return running_.contains(role); }
  // Those that run, by role.
  const std::map<std::string, Process*>& running() const { return running_; }
  // By SIGSTOP.
  bool stopped(const std::string& role) const;
  // Running, and not about to end by a signal.
  bool alive(const std::string& role) const;

  // Time goes on by one event; false: to `end`, before which there is none.
  bool step(slots::Time end);
  // Steps until `over` holds (true), or until `limit` of virtual time has passed.
  bool run_until(const std::function<bool()>& over, slots::Duration limit);

  // While it is set no program of the world can start another one, for this reason.
  void make_unstartable(std::optional<std::string> cause) { unstartable_ = std::move(cause); }
  const std::optional<std::string>& unstartable() const { return unstartable_; }

  // Messages between the two are held back until heal().
  void cut(const std::string& a, const std::string& b) { cuts_.insert(ordered(a, b)); }
  void heal(const std::string& a, const std::string& b) { cuts_.erase(ordered(a, b)); }
  bool is_cut(const std::string& a, const std::string& b) const {
    return !cuts_.empty() && cuts_.contains(ordered(a, b));
  }

  // Whoever is held at a gate waits for this. Whoever may have opened one from outside calls look_at_gates().
  slots::Event& gates() { return gates_; }
  void look_at_gates();

  slots::Loop& loop() { return loop_; }
  slots::Time now() const { return loop_.now(); }
  const Options& options() const { return options_; }
  rule::Block& rules() { return rules_.block(); }
  // One card per index of a device; each is there when it is first asked for.
  Card& card(std::int64_t index = 0) {
    return cards_.try_emplace(index, options_.card_capacity).first->second;
  }
  std::map<std::int64_t, Card>& cards() { return cards_; }
  // The card's driver reports: to every program that monitors the cards, at once. XID 79 loses the card, too.
  void report_xid(std::int64_t card, int xid);
  void report_memory_errors(std::int64_t card, std::int64_t number);
  // What an operator does, with nobody on the card. False: somebody is.
  bool reset_card(std::int64_t card);
  std::shared_ptr<slots::Channel<slots::CardReport>> monitor_cards();
  // A file can only be written into a folder that is there; what is above `path` is made, too.
  void make_folder(const std::string& path);
  bool has_folder(const std::string& path) const { return folders_.contains(path); }
  const std::set<std::string>& folders() const { return folders_; }
  std::map<std::string, std::string>& files() { return files_; }    // path → contents, of the one host
  std::map<std::string, std::string>& served() { return served_; }  // URL → contents, of servers outside
  const std::vector<LogEvent>& log() const { return log_; }
  const std::string& log_text() const { return log_text_; }  // JSON lines
  std::uint64_t log_hash() const { return log_hash_; }
  // What is durable in the journal of `role`.
  const std::vector<slots::Record>& journal(const std::string& role) { return journals_[role]; }
  const std::vector<Exit>& exits() const { return exits_; }
  std::size_t processes() const { return running_.size(); }

 private:
  static std::pair<std::string, std::string> ordered(const std::string& a, const std::string& b) {
    return a < b ? std::pair(a, b) : std::pair(b, a);
  }
  friend class Process;
  friend class Network;
  friend class Processes;
  friend class Journal;
  friend class Files;
  friend class Connection;
  // It ends with this exit code once the frame that runs is suspended.
  void crash(Process& process, int code);
  void end_soon(const Process& process, int code);
  void end(Process& process, int code);
  void note(const std::string& role, std::string_view name, boost::json::object fields);
  Process* find(const std::string& role);
  void tell(const slots::CardReport& report);

  Options options_;
  Witness* witness_ = nullptr;
  slots::Loop loop_;
  rule::RuleBlock rules_;
  slots::Event gates_{loop_};
  std::uint32_t changes_seen_ = 0;  // of the rule block
  std::map<std::int64_t, Card> cards_;
  std::vector<std::weak_ptr<slots::Channel<slots::CardReport>>> monitors_;
  Programs programs_;
  std::optional<std::string> unstartable_;
  std::map<std::string, std::string> files_, served_;
  std::set<std::string> folders_ = {""};
  std::map<std::string, std::vector<slots::Record>> journals_;  // by role: durable
  std::set<std::pair<std::string, std::string>> cuts_;
  std::map<std::int64_t, std::unique_ptr<Process>> all_;  // by pid; those that run
  std::map<std::string, Process*> running_;
  std::vector<std::unique_ptr<slots::LoopNode>> crashes_;  // those that may still be on their way, too
  std::uint64_t connections_ = 0;
  std::int64_t pids_ = 0;
  std::vector<LogEvent> log_;
  std::string log_text_;
  std::uint64_t log_hash_ = 0;
  std::vector<Exit> exits_;
};

}  // namespace ordeal::sim
