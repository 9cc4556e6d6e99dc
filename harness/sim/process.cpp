#include "harness/sim/process.hpp"

#include <csignal>

#include "pipeline/protocol/keyed.hpp"
#include "pipeline/protocol/worker_settings.hpp"

namespace ordeal::sim {
namespace {

// The simulated day begins at a fixed date, so that records are the same in every run: 2026-01-01T00:00:00Z.
constexpr std::int64_t kEpochMs = 1'767'225'600'000;

}  // namespace

Process::Process(World& world, std::string role, std::int64_t pid)
    : world_(world),
      role_(std::move(role)),
      pid_(pid),
      network_(world, *this),
      outbox_(world.loop(), *this),
      processes_(world, *this),
      journal_(world, *this),
      files_(world, *this),
      device_(world, *this),
      cards_(world),
      signals_(world.loop()),
      env_{world.loop(), *this,  *this, network_, processes_, journal_, files_,
           device_,      cards_, *this, metrics_, signals_,   role_},
      frames_(world.loop(), slots::Nursery::Mode::apart) {}

std::int64_t Process::unix_ms() const {
  return kEpochMs + static_cast<std::int64_t>(slots::milliseconds(world_.now()));
}

std::uint64_t Process::at(std::string_view site, std::uint64_t n) const {
  return slots::keyed(world_.options().seed, site, n);
}

void Process::event(std::string_view name, boost::json::object fields) {
  if (!dead_) world_.note(role_, name, std::move(fields));
}

bool Process::watched(std::uint32_t operation) {
  if (view_.stale(world_.rules())) view_.look(world_.rules(), role_);
  return view_.watches(operation);
}

rule::Strikes Process::reach(rule::Hit hit) {
  hit.role = role_;
  hit.pid = static_cast<int>(pid_);
  hit.time_ns = world_.now().count();
  rule::Strikes strikes;
  rule::match(world_.rules(), view_, hit, strikes);
  rule::record(world_.rules(), hit, strikes);
  return strikes;
}

void Process::did(const rule::Strike& strike) {
  rule::done(world_.rules(), strike.rule, world_.now().count());
}

slots::Task<void> Process::call(std::string_view name, std::string slot, std::string object) {
  if (!watched(ORDEAL_CALL)) co_return;
  const std::string_view about = object.empty() ? name : std::string_view(object);
  const rule::Strikes strikes =
      reach({.operation = ORDEAL_CALL, .slot = slot, .object = about, .call = name});
  for (const rule::Strike& strike : strikes) {
    // A program's own calls come from its one thread: where that hangs, all of the program does.
    if (strike.action == ORDEAL_HANG) world_.loop_.hold(static_cast<slots::Owner>(pid_));
    co_await wait_as(strike);
  }
}

bool Process::ends_by(const rule::Strike& strike) {
  if (strike.action != ORDEAL_KILL && strike.action != ORDEAL_QUIT) return false;
  did(strike);
  if (strike.action == ORDEAL_KILL) world_.signal(role_, strike.error);
  if (strike.action == ORDEAL_QUIT) world_.crash(*this, strike.error);
  return true;
}

slots::Task<void> Process::wait_as(rule::Strike strike) {
  if (strike.action == ORDEAL_DELAY || strike.action == ORDEAL_BLOCK) {
    rule::arrive(world_.rules(), strike.rule);
    co_await slots::Sleep(world_.loop(), world_.now() + slots::Duration(strike.delay_ns));
    rule::leave(world_.rules(), strike.rule);
    did(strike);
  } else if (strike.action == ORDEAL_GATE) {
    rule::arrive(world_.rules(), strike.rule);
    did(strike);
    while (!rule::gate_open(world_.rules(), strike.rule)) co_await world_.gates().wait();
    rule::leave(world_.rules(), strike.rule);
  } else if (strike.action == ORDEAL_STUCK) {
    const slots::Shield shield(co_await slots::this_strand());
    stuck_by_ = strike.rule;
    rule::arrive(world_.rules(), strike.rule);
    while (!rule::gate_open(world_.rules(), strike.rule)) co_await world_.gates().wait();
    rule::leave(world_.rules(), strike.rule);
    did(strike);
    if (dead_) co_await slots::Sleep(world_.loop(), slots::kNever);  // it ends where it has slept
    stuck_by_.reset();
  } else if (strike.action == ORDEAL_HANG) {
    rule::arrive(world_.rules(), strike.rule);
    did(strike);
    co_await slots::Sleep(world_.loop(), slots::kNever);
  } else if (ends_by(strike)) {
    co_await slots::Sleep(world_.loop(), slots::kNever);
  } else if (strike.action == ORDEAL_IGNORE) {
    ignored_.insert(strike.error);
    did(strike);
  } else if (strike.action == ORDEAL_LITTER && world_.has_folder(temporary_)) {
    for (const char* name : {"/left", "/left.lock"}) world_.files()[temporary_ + name] = "half of it";
    did(strike);
  }
}

void Process::deliver(int signal) {
  if (!ignored_.contains(signal)) signals_.incoming.push(signal);
}

slots::Task<void> Process::run(Program program) {
  int code = 1;  // of a program that throws, as in the real world
  try {
    code = co_await program(env_);
  } catch (const std::exception& problem) {
    event("program_failed", {{"reason", std::string("exception: ") + problem.what()}});
    if (handle_) handle_->last_words = role_ + " ends by an exception: " + problem.what();
  }
  co_await outbox_.empty();
  struct End final : slots::LoopNode {  // outside of these frames, which it destroys
    End(World& world, Process& process, int exit_code)
        : LoopNode(world.loop(), slots::kNobody), world_(world), pid_(process.pid()), code_(exit_code) {}
    void fire() override {
      World& world = world_;
      const auto found = world.all_.find(pid_);
      const int exit_code = code_;
      delete this;
      if (found != world.all_.end()) world.end(*found->second, exit_code);
    }
    World& world_;
    std::int64_t pid_;
    int code_;
  };
  world_.loop().post(*new End(world_, *this, code));
}

slots::Task<slots::Result<slots::ProcessPtr>> Processes::spawn(slots::SpawnRequest request) {
  co_await parent_.call("process.spawn");
  co_await slots::Sleep(world_.loop(), world_.now() + std::chrono::milliseconds(3));  // a zygote's fork
  if (const auto& cause = world_.unstartable()) {
    co_return slots::Error{.code = "WORKER_START_FAILED",
                           .message = "cannot execute slot-worker as " + request.role + ": " + *cause};
  }
  if (!world_.programs_) {
    co_return slots::Error{.code = "WORKER_START_FAILED",
                           .message = "there is no program for " + request.role};
  }
  if (world_.running(request.role)) {
    co_return slots::Error{.code = "WORKER_START_FAILED", .message = request.role + " runs already"};
  }
  Program program = world_.programs_(request);
  Process& child = world_.start(request.role, std::move(program));
  child.handle_ = std::make_shared<slots::Process>(world_.loop());
  child.handle_->pid = child.pid();
  if (const auto settings = slots::worker_settings(request.settings)) child.temporary_ = settings->temporary;
  std::erase_if(parent_.children_, [&](std::int64_t pid) { return !world_.all_.contains(pid); });
  parent_.children_.push_back(child.pid());
  co_return child.handle_;
}

void Processes::signal(slots::Process& process, int signal) {
  if (parent_.dead()) return;
  for (const auto& [role, running] : world_.running_) {
    if (running->handle_.get() == &process) {
      world_.signal(std::string(role), signal);
      return;
    }
  }
}

}  // namespace ordeal::sim
