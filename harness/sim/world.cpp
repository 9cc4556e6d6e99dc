#include "harness/sim/world.hpp"

#include <boost/json/serialize.hpp>
#include <csignal>

#include "harness/sim/process.hpp"
#include "pipeline/protocol/keyed.hpp"

namespace ordeal::sim {
namespace {

// A crash that a process brought upon itself must not destroy the frame that runs: it waits for its turn.
class Crash final : public slots::LoopNode {
 public:
  Crash(slots::Loop& loop, std::function<void()> crash)
      : LoopNode(loop, slots::kNobody), crash_(std::move(crash)) {}
  void fire() override { crash_(); }

 private:
  std::function<void()> crash_;
};

}  // namespace

World::World(Options options, rule::RuleBlock rules) : options_(options), rules_(std::move(rules)) {}

World::~World() {
  for (const auto& [pid, process] : all_) process->dead_ = true;
  for (const auto& [pid, process] : all_) process->frames_.clear();
}

Process* World::find(const std::string& role) {
  const auto found = running_.find(role);
  return found == running_.end() ? nullptr : found->second;
}

bool World::alive(const std::string& role) const {
  const auto found = running_.find(role);
  return found != running_.end() && !found->second->dead();
}

Process& World::start(const std::string& role, Program program) {
  const slots::Loop::As as(loop_, static_cast<slots::Owner>(++pids_));
  auto& process = *all_.emplace(pids_, std::make_unique<Process>(*this, role, pids_)).first->second;
  running_[role] = &process;
  process.frames_.spawn(process.run(std::move(program)));
  return process;
}

void World::make_folder(const std::string& path) {
  for (std::string part = path; !part.empty() && folders_.insert(part).second;) {
    part.resize(part.find_last_of('/') == std::string::npos ? 0 : part.find_last_of('/'));
  }
}

// As signal(7) has it: what becomes of a process that did nothing about the signal.
bool World::signal(const std::string& role, int signal) {
  Process* process = find(role);
  if (!process) return false;
  const std::int64_t pid = process->pid();
  switch (signal) {
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
      process->deliver(signal);
      break;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
      loop_.hold(static_cast<slots::Owner>(pid));
      break;
    case SIGCONT:
      loop_.let_go(static_cast<slots::Owner>(pid));
      break;
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
    case SIGPIPE:  // ignored by every program of the pipeline, as Asio's are
      break;
    default:
      crash(*process, 128 + signal);
  }
  return true;
}

void World::crash(Process& process, int code) {
  if (process.dead_) return;
  process.dead_ = true;  // from now on its calls do nothing
  if (process.stuck_by_) {
    process.ends_with_ = code;
    return;
  }
  end_soon(process, code);
}

void World::end_soon(const Process& process, int code) {
  crashes_.push_back(std::make_unique<Crash>(loop_, [this, pid = process.pid(), code] {
    if (const auto found = all_.find(pid); found != all_.end()) end(*found->second, code);
  }));
  loop_.post(*crashes_.back());
}

bool World::stopped(const std::string& role) const {
  const auto found = running_.find(role);
  return found != running_.end() && loop_.holds(static_cast<slots::Owner>(found->second->pid()));
}

void World::end(Process& process, int code) {
  if (find(process.role()) != &process) return;  // its role has ended already
  process.dead_ = true;
  running_.erase(process.role());
  note(process.role(), "process_ended", {{"code", code}});
  exits_.push_back({process.role(), code, now()});
  if (witness_) witness_->ended(process.role());
  process.frames_.clear();
  process.outbox_.drop();
  process.network_.drop_all();
  for (auto& [index, card] : cards_) card.give_all(process.role());
  if (process.handle_) {
    process.handle_->exit = code;
    process.handle_->gone.notify();
  }
  for (const std::int64_t child : process.children_) {  // PDEATHSIG
    if (const auto found = all_.find(child); found != all_.end()) signal(found->second->role(), SIGKILL);
  }
  loop_.let_go(static_cast<slots::Owner>(process.pid()));
  all_.erase(process.pid());
}

void World::note(const std::string& role, std::string_view name, boost::json::object fields) {
  boost::json::object line{{"t_ns", now().count()}, {"role", role}, {"event", name}};
  for (const auto& field : fields) line[field.key()] = field.value();
  const std::string text = boost::json::serialize(line) + "\n";
  log_hash_ = slots::mix(log_hash_ ^ slots::fnv1a(text));
  if (!options_.keep_log) return;
  log_text_ += text;
  log_.push_back({now(), role, std::string(name), std::move(fields)});
}

// Opening a gate announces a change of the block, as everything else does that happens to it.
void World::look_at_gates() {
  const std::uint32_t changes = rules().changes.load(std::memory_order_acquire);
  if (changes == changes_seen_) return;
  changes_seen_ = changes;
  gates_.notify();
  for (const auto& [role, process] : running_) {
    if (process->ends_with_ && rule::gate_open(rules(), *process->stuck_by_))
      end_soon(*process, *std::exchange(process->ends_with_, std::nullopt));
  }
}

bool World::step(slots::Time end) {
  look_at_gates();
  loop_.drain();
  const bool happens = loop_.next_timer() <= end;
  if (happens) {
    loop_.step();
  } else {
    loop_.set_now(end);
  }
  if (witness_) witness_->stepped();
  return happens;
}

bool World::run_until(const std::function<bool()>& over, slots::Duration limit) {
  const slots::Time end = now() + limit;
  loop_.drain();
  while (!over()) {
    if (!step(end)) return false;
  }
  return true;
}

}  // namespace ordeal::sim
