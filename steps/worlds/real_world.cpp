#include "steps/worlds/real_world.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "faults/arms.hpp"
#include "harness/process/memory.hpp"
#include "pipeline/real/http/url.hpp"
#include "steps/generic/tool.hpp"
#include "steps/worlds/built_models.hpp"
#include "steps/worlds/built_program.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

// Where the wall rules, a nominal second lasts 50 ms of it, and no window is shorter than one that a busy
// machine can keep.
constexpr double kScale = 1.0 / 20;
constexpr std::chrono::milliseconds kShortestWindow = 2000ms;

double scale_of(const std::string& arm) {
  return arm == "cuda" ? 1.0 : kScale;
}

std::chrono::nanoseconds monotonic_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

// What the rule block says of those that it makes wait, for the clock.
std::vector<Held> held_by(const rule::RuleBlock& rules) {
  std::vector<Held> all;
  for (const rule::HeldThread& thread : rules.held()) {
    const auto by = thread.action == ORDEAL_GATE    ? HeldBy::gate
                    : thread.action == ORDEAL_DELAY ? HeldBy::delay
                                                    : HeldBy::hang;
    all.push_back({.pid = thread.pid, .tid = thread.tid, .by = by, .until = thread.until});
  }
  return all;
}

}  // namespace

RealWorld::RealWorld(run::ScenarioFacts scenario, process::JobContext& job)
    : World(std::move(scenario)),
      scratch_(job.facts().scratch),
      run_(job.facts().run),
      served_log_(facts().evidence / "nginx-access.log") {
  auto rules = rule::RuleBlock::create((scratch_ / "rules").string(), arm_named(facts().arm).seams);
  if (!rules) throw std::runtime_error(rules.error().message);
  rules_.emplace(std::move(*rules));
  config() = {.listen = "http://127.0.0.1:" + std::to_string(free_port()),
              .data = (scratch_ / "director").string(),
              .profile = "tiny",
              .device = facts().arm == "cuda" ? "cuda" : "sim",
              .models_folder = models_folder().string(),
              .seed = facts().seed};
  config().logs = facts().evidence.string();
  config().worker_program = (scratch_ / "slot-worker").string();
  fs::create_symlink(program_folder() / "slot-worker", config().worker_program);
  if (config().device == "sim") {
    make_cards();
  }
  start_clock();
  // Loading models is real work, which takes a clock that does not wait for it far beyond the limit.
  if (!time_is_exact()) config().start_limit = 600s;
  if (!clock_->governor()) {
    config().time_scale = scale_of(facts().arm);
    config().shortest_window = kShortestWindow;
  }
  baseline_ = process::take_baseline(process::scope_of(job));
}

// On `cuda` time is the wall's.
void RealWorld::start_clock() {
  const bool governed = facts().arm != "cuda";
  clock_ = std::make_unique<ScenarioClock>(
      ScenarioClock::Options{.mode = governed ? chosen_clock() : ClockMode::scaled,
                             .scale = scale_of(facts().arm),
                             .page = scratch_ / "clock",
                             .evidence = facts().evidence,
                             .held = [this] { return held_by(*rules_); },
                             .moved = [this](auto now) { rules_->set_time(now); }});
  if (clock_->governor()) rules_->set_time(clock_->elapsed());
  rule_watch_.emplace(*rules_, clock_->shared());
}

RealWorld::~RealWorld() {
  std::ofstream firings(facts().evidence / "firings.txt");
  for (const auto& firing : rules_->firings()) firings << firing.to_text() << "\n";
}

std::chrono::nanoseconds RealWorld::by_the_rules_clock(std::chrono::nanoseconds nominal) const {
  if (clock_->governor()) return nominal;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(nominal * scale_of(facts().arm));
}

slots::Duration RealWorld::elapsed() const {
  return clock_->elapsed();
}

slots::Duration RealWorld::elapsed_at(std::chrono::nanoseconds stamp) const {
  return clock_->elapsed_at(stamp);
}

slots::Duration RealWorld::elapsed_at(const ProgramEvent& event) const {
  return clock_->elapsed_at(event.at_ms,
                            std::chrono::milliseconds(event.fields.at("unix_ms").to_number<std::int64_t>()));
}

void RealWorld::lend(Context& context) {
  World::lend(context);
  context.lend<Models>(*this);
  context.lend<Results>(*this);
  context.lend<Sockets>(*this);
  context.lend<DirectorProgram>(*this);
  context.lend<HostUsage>(*this);
}

void RealWorld::place_models() {
  fs::create_directories(models_folder());
  for (const auto& file : fs::directory_iterator(built_models())) {
    fs::copy_file(file.path(), models_folder() / file.path().filename(),
                  fs::copy_options::overwrite_existing);
  }
}

void RealWorld::start_surroundings() {
  model_server_.emplace(built_models(), scratch_, facts().evidence, free_port(director_port()),
                        environment_of("model server"));
  config().models_url = model_server_->url();
}

std::map<std::string, std::string> RealWorld::environment_of(const std::string& role) const {
  const fs::path engine = program_folder().parent_path() / "lib" / "libordeal_rule.so";
  if (!fs::exists(engine))
    throw std::runtime_error("the rule engine is missing: there is no " + engine.string() + "; run ci/build");
  // By name and folder: LD_PRELOAD itself is split at spaces, which the folder may hold.
  const char* elsewhere = std::getenv("LD_LIBRARY_PATH");
  std::string folders = engine.parent_path().string(), preloaded = "libordeal_rule.so";
  if (folders.find_first_of(":;") != std::string::npos)
    throw std::runtime_error(
        "the rule engine cannot be loaded from " + folders +
        ": the loader splits its folders at ':' and ';'; build in a folder without them");
  if (elsewhere && *elsewhere) folders += std::string(":") + elsewhere;
  if (facts().arm == "cuda") preloaded += ":libordeal_cuda_shim.so";
  auto environment = clock_->environment();
  environment.insert({{"ORDEAL_RULES", (scratch_ / "rules").string()},
                      {"ORDEAL_ROLE", role},
                      {"LD_LIBRARY_PATH", folders},
                      {"LD_PRELOAD", preloaded}});
  if (!cards_.empty()) environment["ORDEAL_CARD"] = cards_.front()->path();
  return environment;
}

void RealWorld::start_client(SlotView& view) {
  const std::string name = "client-" + std::to_string(clients_.size() + 1);
  view.out = scratch_ / name;
  const fs::path script = scratch_ / (name + ".txt"), output = facts().evidence / (name + ".jsonl");
  std::ofstream(script) << view.order.script;
  std::vector<std::string> argv{built_program("slotctl"),
                                "generate",
                                "--director",
                                config().listen,
                                "--prompt",
                                view.order.prompt,
                                "--script",
                                script,
                                "--seed",
                                std::to_string(view.order.seed),
                                "--out",
                                view.out,
                                "--json",
                                "--log",
                                (facts().evidence / (name + ".log")).string()};
  if (!clock_->governor()) {
    argv.insert(argv.end(), {"--time-scale", std::to_string(scale_of(facts().arm)), "--shortest-window",
                             std::to_string(kShortestWindow.count())});
  }
  if (view.order.deadline) {
    argv.insert(argv.end(), {"--deadline", std::to_string(slots::milliseconds(*view.order.deadline)) + "ms"});
  }
  auto child = start_program("slotctl",
                             {.argv = argv,
                              .environment = environment_of("client " + std::to_string(clients_.size() + 1)),
                              .output = output,
                              .errors = facts().evidence / (name + ".err")});
  clock_->started(child.pid());
  clients_.push_back(std::make_unique<Client>(Client{&view, std::move(child), ClientOutput(output)}));
}

std::vector<int> RealWorld::ends() {
  std::vector<int> all;
  for (const auto& client : clients_) {
    if (!client->view->over()) all.push_back(client->child.pidfd());
  }
  if (director_ && !director_->poll()) all.push_back(director_->pidfd());
  for (const auto& victim : signalled_) {
    if (*victim && !process::wait_until_gone(victim->get())) all.push_back(victim->get());
  }
  return all;
}

void RealWorld::turn(slots::Duration end) {
  auto events = ends();
  events.push_back(rule_watch_->descriptor());
  clock_->wait(end, events);
  rule_watch_->forget();
  for (const auto& client : clients_) {
    if (client->view->over()) continue;
    const auto ended = client->child.poll();
    // After the poll: what it wrote before its end is all there.
    client->output.read_into(*client->view, [&](auto event) { take_event(*client->view, std::move(event)); });
    if (ended) client->view->exit_code = ended->as_shell();
  }
}

int RealWorld::pid_of(const std::string& role) const {
  const auto rows = rules_->rows();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->role != role) continue;
    const auto descriptor = process::open_pidfd(row->pid);
    return descriptor && !process::wait_until_gone(descriptor->get()) ? row->pid : 0;
  }
  return 0;
}

Usage RealWorld::usage(const std::string& role) {
  const int pid = pid_of(role);
  if (pid == 0) throw std::runtime_error("no process has the role of " + role);
  const fs::path folder = "/proc/" + std::to_string(pid);
  const auto count = [](const fs::path& in) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(in), fs::directory_iterator()));
  };
  const std::uint64_t memory = process::anonymous_bytes_of(pid);
  if (memory == 0) throw std::runtime_error("the kernel does not say what memory " + role + " holds");
  return {.memory_bytes = memory, .descriptors = count(folder / "fd"), .threads = count(folder / "task")};
}

bool RealWorld::runs(const std::string& role) {
  return pid_of(role) != 0;
}

Victim RealWorld::victim(const std::string& role) {
  if (role == "client") {
    // The client that runs when the signal is sent, and none that comes after it.
    auto signalled = std::make_shared<process::Child*>(nullptr);
    return {.role = role,
            .signal =
                [this, signalled](int signal) {
                  if (clients_.empty()) return false;
                  *signalled = &clients_.back()->child;
                  return (*signalled)->signal(signal).accepted;
                },
            .signal_again =
                [signalled](int signal) { return *signalled && (*signalled)->signal(signal).accepted; },
            .gone = [signalled] { return *signalled && (*signalled)->gone(); },
            .stopped = [this, signalled] { return *signalled && is_stopped((*signalled)->pid()); },
            .now = monotonic_now};
  }
  // The process that has the role when the signal is sent; its pidfd outlives it.
  auto descriptor = signalled_.emplace_back(std::make_shared<process::Descriptor>());
  return {
      .role = role,
      .signal =
          [this, role, descriptor](int signal) {
            const int pid = pid_of(role);
            auto found = process::open_pidfd(pid);
            if (!found) return false;
            *descriptor = std::move(*found);
            return send(pid, descriptor->get(), signal);
          },
      .signal_again =
          [descriptor](int signal) {
            return descriptor->get() >= 0 && process::send_signal(descriptor->get(), signal).accepted;
          },
      .gone = [descriptor] { return descriptor->get() >= 0 && process::wait_until_gone(descriptor->get()); },
      .stopped = [this, role] { return is_stopped(pid_of(role)); },
      .now = monotonic_now};
}

// Whoever looks at once must not find it running still; the kernel tells of the harness's own children.
bool RealWorld::send(int pid, int pidfd, int signal) {
  if (signal == SIGSTOP && clock_->governor()) clock_->governor()->declare_stopped(pid);
  if (!process::send_signal(pidfd, signal).accepted) return false;
  const bool is_child = director_ && pid == director_->pid();
  return signal != SIGSTOP || !is_child || director_->wait_until_stopped();
}

int RealWorld::director_port() {
  return std::stoi(slots::parse_url(config().listen).value().port);
}

slots::Duration RealWorld::tolerance() const {
  if (clock_->governor()) return {};
  return std::chrono::duration_cast<slots::Duration>(std::chrono::milliseconds(100) / scale_of(facts().arm));
}

const std::vector<std::string>& RealWorld::served_files() {
  served_log_.read_lines([this](const std::string& line) {
    static const RE2 given("\"GET /([^ ]+) HTTP/[0-9.]+\" 200 ");
    if (std::string file; RE2::PartialMatch(line, given, &file)) served_.push_back(file);
  });
  return served_;
}

const std::vector<ProgramEvent>& RealWorld::log(const std::string& role) {
  const auto found = logs_.try_emplace(role, role, facts().evidence / (role + ".log")).first;
  return found->second.events();
}

fs::path RealWorld::model_file(const std::string& model) const {
  return models_folder() / (model + ".pt");
}

}  // namespace ordeal
