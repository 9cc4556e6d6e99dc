#include "pipeline/director/fleet.hpp"

#include <algorithm>

#include "pipeline/protocol/worker_settings.hpp"

namespace slots {
namespace {

constexpr int kBadConfiguration = 78;  // a worker's exit code: starting it again would not help

}  // namespace

Fleet::Fleet(Env& env, const DirectorConfig& config, std::function<void(const Notice&)> on_notice)
    : env_(env), config_(config), changed_(env.loop), on_notice_(std::move(on_notice)) {
  workers_.push_back(std::make_unique<WorkerLink>(env, config, "worker 1"));
  for (std::int64_t n = 1; n <= config.standbys; ++n) {
    const std::string role = n == 1 ? "standby" : "standby " + std::to_string(n);
    workers_.push_back(std::make_unique<WorkerLink>(env, config, role));
  }
}

std::string Fleet::settings_of(const WorkerLink& worker) const {
  WorkerSettings settings{
      .role = worker.role(),
      .command = "unix:" + config_.data + "/command.sock",
      .profile = config_.profile,
      .device = config_.device,
      .device_settings = config_.device_settings,
      .models_url = config_.models_url,
      .models_folder = config_.models_folder,
      .beat_ms = as_ms(config_.beat),
      .start_limit_ms = as_ms(config_.start_limit),
      .oom_retries = config_.oom_retries,
      .time_scale = config_.time_scale,
      .shortest_window_ms = as_ms(config_.shortest_window),
      .seed = config_.seed,
      .log = (config_.logs.empty() ? config_.data : config_.logs) + "/" + worker.role() + ".log"};
  for (const auto stage : kStageNames) {
    settings.median_ms[std::string(stage)] = as_ms(config_.stages.of(stage).median);
  }
  return to_text(settings);
}

WorkerLink* Fleet::find(const std::string& role) {
  const auto found = std::find_if(workers_.begin(), workers_.end(),
                                  [&](const auto& worker) { return worker->role() == role; });
  return found == workers_.end() ? nullptr : found->get();
}

WorkerLink* Fleet::find(const ConnectionPtr& connection) {
  const auto found = std::find_if(workers_.begin(), workers_.end(),
                                  [&](const auto& worker) { return worker->speaks_over(connection); });
  return found == workers_.end() ? nullptr : found->get();
}

Task<bool> Fleet::start(WorkerLink& worker) {
  SpawnRequest request{.role = worker.role(), .settings = settings_of(worker)};
  auto spawned = co_await env_.processes.spawn(std::move(request));
  if (!spawned) {
    env_.log.event("worker_start_failed", {{"worker", worker.role()}, {"why", spawned.error().message}});
    co_return false;
  }
  worker.process = *spawned;
  env_.log.event("worker_started", {{"worker", worker.role()}, {"pid", worker.process->pid}});
  co_return true;
}

Task<void> Fleet::watch_process(WorkerLink& worker) {
  const ProcessPtr process = worker.process;
  while (!process->exit) co_await process->gone.wait();
}

Task<void> Fleet::watch_start(WorkerLink& worker) {
  co_await env_.sleep(env_.clock.window(config_.start_limit));
  if (worker.state() == WorkerLink::State::starting)
    worker.kill("it did not register within its start limit");
}

Task<void> Fleet::watch_beats(WorkerLink& worker) {
  const Duration limit = env_.clock.window(config_.unhealthy_after);
  for (;;) {
    const bool is_starting = worker.state() == WorkerLink::State::starting;
    const Duration silent = is_starting ? Duration(0) : env_.clock.now() - worker.last_beat();
    if (silent >= limit) break;
    co_await env_.sleep(is_starting ? limit / 4 : limit - silent);
  }
  worker.kill("no beat for " + std::to_string(as_ms(env_.clock.now() - worker.last_beat())) + " ms, limit " +
              std::to_string(as_ms(limit)) + " ms");
}

Task<void> Fleet::keep(std::size_t index) {
  const std::string role = workers_[index]->role();
  std::int64_t restarts = 0;
  std::optional<std::int64_t> last_exit;
  for (int failures = 0;;) {
    WorkerLink& worker = *workers_[index];
    const Time began = env_.clock.now();
    const bool started = co_await start(worker);
    if (started) {
      Nursery watches(env_.loop, Nursery::Mode::apart);
      watches.spawn(watch_start(worker));
      watches.spawn(watch_beats(worker));
      co_await watch_process(worker);
      last_exit = *worker.process->exit;
      env_.log.event("worker_exited", {{"worker", role}, {"exit", *last_exit}, {"pid", worker.process->pid}});
      worker.last_exit = last_exit;
      worker.lose(worker.process->exit);
      changed_.notify();
    }
    failures = env_.clock.now() - began > config_.unhealthy_after ? 0 : failures + 1;
    if (last_exit == kBadConfiguration) co_return;
    co_await env_.sleep(backoff_ceiling(config_.restart, std::max(failures - 1, 0)));
    while (workers_[index]->busy) co_await changed_.wait();  // its slot still looks at the old link
    if (draining_) co_return;
    workers_[index] = std::make_unique<WorkerLink>(env_, config_, role);
    workers_[index]->restarts = ++restarts;
    workers_[index]->last_exit = last_exit;
  }
}

Task<void> Fleet::serve(ConnectionPtr connection, Hello hello) {
  WorkerLink* worker = find(hello.role);
  if (!worker || worker->state() != WorkerLink::State::starting) {
    env_.log.event("worker_refused", {{"worker", hello.role}, {"why", "unknown or registered already"}});
    connection->close();
    co_return;
  }
  worker->on_notice = on_notice_;
  worker->connected(connection);
  env_.log.event("worker_registered", {{"worker", hello.role}});
  changed_.notify();
  for (;;) {
    auto message = co_await connection->incoming.receive();
    worker = find(connection);
    if (!message || !worker) break;
    worker->take(std::move(*message));
    changed_.notify();
  }
  env_.log.event("worker_stream_over", {{"worker", hello.role}});
  if (!worker || worker->state() == WorkerLink::State::lost) co_return;
  // The process is about to end, or the stream alone broke: then it is of no use, and ended.
  co_await env_.sleep(env_.clock.window(env_.clock.from_wall(100ms)));
  worker = find(connection);
  if (worker && worker->state() != WorkerLink::State::lost) worker->kill("its command stream is over");
}

// Somebody's models are on the card, or a process that is ending has not left it yet.
bool Fleet::card_taken() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
    using enum WorkerLink::State;
    const bool leaving = worker->state() == lost && worker->process && !worker->process->exit;
    return worker->state() == active || worker->state() == activating || leaving;
  });
}

// The first that stands by; at the very start, worker 1 is waited for.
WorkerLink* Fleet::next_standby() {
  for (const auto& worker : workers_) {
    if (worker->state() == WorkerLink::State::standby) return worker.get();
    if (worker->state() == WorkerLink::State::starting && worker->restarts == 0) return nullptr;
  }
  return nullptr;
}

Task<void> Fleet::keep_one_active() {
  for (int failures = 0;;) {
    WorkerLink* worker = draining_ || card_taken() ? nullptr : next_standby();
    if (!worker) {
      co_await changed_.wait();
      continue;
    }
    const std::string role = worker->role();
    auto activated = co_await worker->activate();
    if (activated) {
      failures = 0;
      env_.log.event("worker_active", {{"worker", role}});
      changed_.notify();
      continue;
    }
    env_.log.event("worker_activation_failed", {{"worker", role}, {"error", activated.error().to_json()}});
    if (on_notice_) on_notice_({.type = "activation_failed", .fields = activated.error().to_json()});
    if (worker = find(role); worker && worker->state() == WorkerLink::State::activating) {
      worker->kill("it could not be activated");
    }
    co_await env_.sleep(backoff_ceiling(config_.restart, failures++));
  }
}

Task<WorkerLink*> Fleet::acquire() {
  for (;;) {
    for (const auto& worker : workers_) {
      if (worker->state() == WorkerLink::State::active && !worker->busy) {
        worker->busy = true;
        co_return worker.get();
      }
    }
    co_await changed_.wait();
  }
}

void Fleet::give_back(WorkerLink& worker) {
  worker.busy = false;
  worker.on_progress = nullptr;
  changed_.notify();
}

bool Fleet::anyone_leaves() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
    return worker->state() != WorkerLink::State::starting && worker->process && !worker->process->exit;
  });
}

Task<bool> Fleet::until_all_have_left() {
  while (anyone_leaves()) co_await changed_.wait();
  co_return true;
}

Task<void> Fleet::drain() {
  draining_ = true;
  for (const auto& worker : workers_) worker->drain();
  co_await env_.within(env_.clock.window(kLeaveLimit), until_all_have_left());
}

std::vector<WorkerState> Fleet::report() const {
  std::vector<WorkerState> states;
  for (const auto& worker : workers_) states.push_back(worker->report());
  return states;
}

bool Fleet::healthy() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->state() == WorkerLink::State::active; });
}

}  // namespace slots
