#include "steps/worlds/real_world.hpp"

#include <poll.h>
#include <re2/re2.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include "faults/arms.hpp"
#include "pipeline/real/http/url.hpp"
#include "steps/generic/tool.hpp"
#include "steps/worlds/built_program.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

// A nominal second lasts 50 ms on the wall, and no window is shorter than one that a busy machine can keep.
constexpr double kScale = 1.0 / 20;
constexpr std::chrono::milliseconds kShortestWindow = 2000ms;
constexpr std::chrono::milliseconds kTurn = 5ms;
constexpr int kCards = 4;                            // of the machine, whether the director uses them or not
constexpr std::uint64_t kCardCapacity = 12'000'000;  // profile tiny

double scale_of(const std::string& arm) {
  return arm == "cuda" ? 1.0 : kScale;
}

std::chrono::nanoseconds monotonic_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

fs::path built_models() {
  const fs::path folder = program_folder().parent_path() / "models" / "tiny";
  if (!fs::exists(folder / "manifest.json")) {
    throw std::runtime_error("the models are missing: there is no " + (folder / "manifest.json").string() +
                             "; run ci/build, or slot-models build --profile tiny --out DIR");
  }
  return folder;
}

RealWorld::RealWorld(run::ScenarioFacts scenario, process::JobContext& job)
    : World(std::move(scenario)), scratch_(job.facts().scratch), run_(job.facts().run) {
  auto rules = rule::RuleBlock::create((scratch_ / "rules").string(), arm_named(facts().arm).seams);
  if (!rules) throw std::runtime_error(rules.error().message);
  rules_.emplace(std::move(*rules));
  config() = {.listen = "http://127.0.0.1:" + std::to_string(free_port()),
              .data = (scratch_ / "director").string(),
              .profile = "tiny",
              .device = facts().arm == "cuda" ? "cuda" : "sim",
              .models_folder = models_folder().string(),
              .time_scale = scale_of(facts().arm),
              .shortest_window = kShortestWindow,
              .seed = facts().seed};
  config().logs = facts().evidence.string();
  config().start_limit = 600s;  // nominal: loading models is real work, however fast the clock runs
  if (config().device == "sim") {
    const std::string card = "/dev/shm/ordeal-card-" + run_;
    config().device_settings = {{"card", card}, {"capacity_bytes", std::to_string(kCardCapacity)}};
    for (int n = 0; n < kCards; ++n) {
      cards_.push_back(simgpu::Card::open(simgpu::Card::path_of(card, n), kCardCapacity).value());
    }
  }
  start_clock();
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
                             .why_it_sleeps = [this](int pid, int tid) { return why_it_sleeps(pid, tid); }});
}

SleepsFor RealWorld::why_it_sleeps(int pid, int tid) const {
  const auto firings = rules_->firings();
  for (auto last = firings.rbegin(); last != firings.rend(); ++last) {
    if (last->pid != pid || last->tid != tid) continue;
    if (last->action == ORDEAL_GATE) return SleepsFor::gate;
    if (last->action == ORDEAL_DELAY) return SleepsFor::delay;
    return last->action == ORDEAL_HANG ? SleepsFor::hang : SleepsFor::nothing_known;
  }
  return SleepsFor::nothing_known;
}

RealWorld::~RealWorld() {
  std::ofstream firings(facts().evidence / "firings.txt");
  for (const auto& firing : rules_->firings()) firings << firing.to_text() << "\n";
}

std::chrono::nanoseconds RealWorld::by_the_rules_clock(std::chrono::nanoseconds nominal) const {
  // Governed time stands for a moment before it flows beside the sleeper: the delay is rather longer.
  const std::chrono::nanoseconds moment = clock_->governor() ? 50ms : 0ms;
  return moment + std::chrono::duration_cast<std::chrono::nanoseconds>(nominal * scale_of(facts().arm));
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
}

void RealWorld::place_models() {
  fs::create_directories(models_folder());
  for (const auto& file : fs::directory_iterator(built_models())) {
    fs::copy_file(file.path(), models_folder() / file.path().filename(),
                  fs::copy_options::overwrite_existing);
  }
}

void RealWorld::start_surroundings() {
  model_server_.emplace(built_models(), scratch_, facts().evidence, free_port(),
                        environment_of("model server"));
  config().models_url = model_server_->url();
  for (int n = 0; !model_server_->listens(); ++n) {
    if (n > 2000)
      throw std::runtime_error(
          "the model server does not listen; see nginx-error.log in the scenario's folder");
    ::poll(nullptr, 0, static_cast<int>(kTurn.count()));
  }
}

std::map<std::string, std::string> RealWorld::environment_of(const std::string& role) const {
  const fs::path engine = program_folder().parent_path() / "lib" / "libordeal_rule.so";
  if (!fs::exists(engine))
    throw std::runtime_error("the rule engine is missing: there is no " + engine.string() + "; run ci/build");
  auto environment = clock_->environment();
  environment.insert({{"ORDEAL_RULES", (scratch_ / "rules").string()},
                      {"ORDEAL_ROLE", role},
                      {"LD_PRELOAD", engine.string()}});
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
                                "--out",
                                view.out,
                                "--json",
                                "--time-scale",
                                std::to_string(scale_of(facts().arm)),
                                "--shortest-window",
                                std::to_string(kShortestWindow.count()),
                                "--log",
                                (facts().evidence / (name + ".log")).string()};
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

void RealWorld::turn(slots::Duration end) {
  clock_->wait(end);
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
            .gone = [signalled] { return *signalled && (*signalled)->gone(); },
            .stopped = [this, signalled] { return *signalled && is_stopped((*signalled)->pid()); },
            .now = monotonic_now};
  }
  // The process that has the role when the signal is sent; its pidfd outlives it.
  auto descriptor = std::make_shared<process::Descriptor>();
  return {
      .role = role,
      .signal =
          [this, role, descriptor](int signal) {
            const int pid = pid_of(role);
            auto found = process::open_pidfd(pid);
            if (!found) return false;
            *descriptor = std::move(*found);
            if (signal == SIGSTOP && clock_->governor()) clock_->governor()->declare_stopped(pid);
            return process::send_signal(descriptor->get(), signal).accepted;
          },
      .gone = [descriptor] { return descriptor->get() >= 0 && process::wait_until_gone(descriptor->get()); },
      .stopped = [this, role] { return is_stopped(pid_of(role)); },
      .now = monotonic_now};
}

int RealWorld::director_port() {
  return std::stoi(slots::parse_url(config().listen).value().port);
}

// Launches per stage, profile tiny: as SimGPU counts them (checked by pipeline/stages' tests).
std::uint64_t RealWorld::middle_launch(const std::string& stage) const {
  static const std::map<std::string, std::uint64_t> launches = {
      {"audio", 2523}, {"image", 49}, {"video", 4434}, {"clip", 169}};
  return launches.at(stage) / 2;
}

std::uint64_t RealWorld::card_memory_of(const std::string& role) {
  std::uint64_t sum = 0;
  for (const auto& card : cards_) sum += card->reading().used_by(pid_of(role));
  return sum;
}

std::uint64_t RealWorld::card_memory() {
  std::uint64_t sum = 0;
  for (const auto& card : cards_) sum += card->reading().used;
  return sum;
}

std::uint64_t RealWorld::card_capacity() const {
  return kCardCapacity;
}

slots::Duration RealWorld::tolerance() const {
  return std::chrono::duration_cast<slots::Duration>(std::chrono::milliseconds(100) / scale_of(facts().arm));
}

std::vector<std::string> RealWorld::served_files() const {
  std::vector<std::string> files;
  std::ifstream log(facts().evidence / "nginx-access.log");
  static const RE2 given("\"GET /([^ ]+) HTTP/[0-9.]+\" 200 ");
  std::string file;
  for (std::string line; std::getline(log, line);) {
    if (RE2::PartialMatch(line, given, &file)) files.push_back(file);
  }
  return files;
}

const std::vector<ProgramEvent>& RealWorld::log(const std::string& role) {
  const auto found = logs_.try_emplace(role, role, facts().evidence / (role + ".log")).first;
  return found->second.events();
}

fs::path RealWorld::model_file(const std::string& model) const {
  return models_folder() / (model + ".pt");
}

}  // namespace ordeal
