#include "steps/worlds/sim_world.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "faults/arms.hpp"
#include "harness/sim/process.hpp"
#include "pipeline/env/cuda_errors.hpp"
#include "steps/worlds/built_models.hpp"
#include "steps/worlds/sim_neighbour.hpp"
#include "steps/worlds/sim_programs.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDirector = "http://director";
constexpr slots::Duration kStopLimit = 60s, kAnswerLimit = 20s;
constexpr slots::Duration kOnItsWay = 1s;  // for a message that was sent

std::string client_role(std::size_t number) {
  return "client " + std::to_string(number);
}

// Who asked may have given up when the reply comes.
slots::Task<int> ask_once(slots::Env& env, slots::Message message,
                          std::shared_ptr<std::optional<slots::Message>> reply) {
  auto connection = co_await env.network.dial(kDirector);
  if (!connection) co_return 1;
  (*connection)->send(std::move(message));
  *reply = co_await (*connection)->incoming.receive();
  co_return 0;
}

}  // namespace

// What a simulated slotctl shows goes straight into the view.
class SimWorld::Client final : public slots::GenerateDisplay {
 public:
  Client(SimWorld& world, SlotView& view) : world_(world), view_(view) {}
  void accepted(const slots::Accepted& accepted) override { view_.id = accepted.slot; }
  void event(const slots::SlotEvent& event) override { world_.take_event(view_, event); }
  void done(const boost::json::object& slot_json) override { view_.result = slot_json; }
  void failed(const slots::Error& error) override { view_.error = error; }
  SlotView& view() { return view_; }

 private:
  SimWorld& world_;
  SlotView& view_;
};

SimWorld::SimWorld(run::ScenarioFacts scenario)
    : World(std::move(scenario)),
      rules_(rule::RuleBlock::in_memory(arm_named("sim").seams).value()),
      world_({.seed = facts().seed, .costs = built_costs()}, rules_) {
  world_.set_programs(
      [this](const slots::SpawnRequest& request) { return worker_on_cards(world_, request); });
  ordeal::place_models(world_, "/models");
  config() = {.listen = kDirector, .data = "/data", .profile = "tiny", .models_folder = "/models"};
}

SimWorld::~SimWorld() {
  std::ofstream(facts().evidence / "events.jsonl") << world_.log_text();
  std::ofstream firings(facts().evidence / "firings.txt");
  for (const auto& firing : rules_.firings()) firings << firing.to_text() << "\n";
}

void SimWorld::start_director() {
  world_.start("director", director_program(config()));
}

std::optional<int> SimWorld::exit_of_director() {
  if (world_.running("director")) return std::nullopt;
  const auto& exits = world_.exits();
  const auto last = std::find_if(exits.rbegin(), exits.rend(),
                                 [](const sim::Exit& exit) { return exit.role == "director"; });
  return last == exits.rend() ? std::nullopt : std::optional(last->code);
}

void SimWorld::start_client(SlotView& view) {
  clients_.push_back(std::make_unique<Client>(*this, view));
  const std::string role = client_role(clients_.size());
  slots::GenerateRequest request{.director = kDirector,
                                 .slot = {.idempotency_key = role,
                                          .prompt = view.order.prompt,
                                          .script = view.order.script,
                                          .seed = view.order.seed}};
  if (view.order.deadline) {
    request.slot.deadline_ms = static_cast<std::int64_t>(slots::milliseconds(*view.order.deadline));
  }
  world_.start(role, client_program(std::move(request), *clients_.back()));
}

void SimWorld::turn(slots::Duration end) {
  world_.step(end);
  if (!invariants_.broken().empty() && !std::exchange(told_, true))
    throw std::runtime_error("what must always hold was broken " + invariants_.broken());
  for (const sim::Exit& exit : world_.exits()) {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      if (exit.role == client_role(i + 1)) clients_[i]->view().exit_code = exit.code;
    }
  }
}

std::string SimWorld::role_of(const std::string& role) const {
  return role == "client" ? client_role(clients_.size()) : role;
}

Victim SimWorld::victim(const std::string& role) {
  // The process that has the role when the signal is sent, and none that comes after it.
  auto signalled = std::make_shared<std::string>();
  auto ends_before = std::make_shared<std::ptrdiff_t>(-1);
  const auto count_ends = [this](const std::string& who) {
    return std::count_if(world_.exits().begin(), world_.exits().end(),
                         [&](const sim::Exit& exit) { return exit.role == who; });
  };
  return {.role = role,
          .signal =
              [=, this](int signal) {
                const std::string who = role_of(role);
                *signalled = who;
                *ends_before = count_ends(who);
                return world_.signal(who, signal);
              },
          .signal_again =
              [=, this](int signal) {
                const bool gone = *ends_before < 0 || count_ends(*signalled) > *ends_before;
                return !gone && world_.signal(*signalled, signal);
              },
          .gone = [=] { return *ends_before >= 0 && count_ends(*signalled) > *ends_before; },
          .stopped = [=, this] { return world_.stopped(role_of(role)); },
          .now = [this] { return world_.now(); }};
}

std::vector<std::string> SimWorld::left_by(const std::string& role) {
  std::vector<std::string> left;
  for (const auto& [path, contents] : world_.files()) {
    if (path.starts_with(config().data + "/temporary/" + role + "/")) left.push_back(path);
  }
  return left;
}

SpoilableProgram SimWorld::spoilable_program() {
  return {.spoil =
              [this](ProgramFlaw flaw) {
                world_.make_unstartable(flaw == ProgramFlaw::missing          ? "No such file or directory"
                                        : flaw == ProgramFlaw::not_executable ? "Permission denied"
                                                                              : "Exec format error");
                return "nothing can be started: " + *world_.unstartable();
              },
          .mend = [this] { world_.make_unstartable(std::nullopt); },
          .now = victim("director").now};
}

int SimWorld::director_port() {
  throw std::logic_error("sockets are not real on sim; tag the scenario @cpu");
}

// Cut off from every client: what they say to each other waits.
Silenceable SimWorld::silenceable_director() {
  return {.silence =
              [this] {
                for (std::size_t n = 1; n <= clients_.size(); ++n) world_.cut("director", client_role(n));
                return !clients_.empty();
              },
          .silent = [this] { return world_.is_cut("director", role_of("client")); },
          .end =
              [this] {
                for (std::size_t n = 1; n <= clients_.size(); ++n) world_.heal("director", client_role(n));
              },
          .how = "the network between it and its clients is cut",
          .now = victim("director").now};
}

std::unique_ptr<Neighbour> SimWorld::neighbour(std::int64_t card, std::uint64_t bytes) {
  return std::make_unique<SimNeighbour>(world_, card, bytes);
}

SimulatedCard& SimWorld::simulated_card(std::int64_t card) {
  return cards_.try_emplace(card, world_.card(card)).first->second;
}

// The simulated driver's own word is the record here: the world reports at once.
CardDriver SimWorld::driver_of(int card) {
  return {.report_xid = [this, card](int xid) { return world_.report_xid(card, xid), true; },
          .report_memory_errors =
              [this, card](std::int64_t number) { return world_.report_memory_errors(card, number), true; },
          .now = [this] { return world_.now(); }};
}

HttpAnswer SimWorld::ask(const HttpQuestion& question) {
  auto asked = message_of(question, "director");
  if (auto* refused = std::get_if<HttpAnswer>(&asked)) return std::move(*refused);
  const auto reply = std::make_shared<std::optional<slots::Message>>();
  const std::string role = "stranger " + std::to_string(++strangers_);
  world_.start(role, [reply, message = std::get<slots::Message>(asked)](slots::Env& env) {
    return ask_once(env, message, reply);
  });
  await([&] { return !world_.running(role); }, kAnswerLimit);
  if (!*reply) {
    const auto code = exit_of_director();
    throw std::runtime_error("the director answered nothing within 20 s" +
                             (code ? "; it ended with " + std::to_string(*code) : std::string()));
  }
  return answer_of(**reply);
}

const std::vector<ProgramEvent>& SimWorld::log(const std::string& role) {
  for (; logged_ < world_.log().size(); ++logged_) {
    const sim::LogEvent& event = world_.log()[logged_];
    logs_[event.role].push_back({event.role, event.name, event.fields, slots::milliseconds(event.at)});
  }
  return logs_[role];
}

std::filesystem::path SimWorld::model_file(const std::string&) const {
  throw std::logic_error("model files are not real on sim");
}

slots::Duration SimWorld::elapsed_at(const ProgramEvent& event) const {
  return std::chrono::duration_cast<slots::Duration>(std::chrono::duration<double, std::milli>(event.at_ms));
}

// What is there once everything has ended. The director keeps its data, workers keep verified models; results
// are kept of slots that are done.
std::vector<std::string> SimWorld::left_over() {
  std::vector<std::string> wrong;
  const std::string results = config().data + "/results/";
  for (const auto& [path, contents] : world_.files()) {
    const bool model = path.starts_with(config().models_folder + "/") &&
                       (path.ends_with(".pt") || path.ends_with("manifest.json"));
    const auto end_of_slot = path.find('/', results.size());
    const bool result = path.starts_with(results) && end_of_slot != std::string::npos &&
                        keeps_results(path.substr(results.size(), end_of_slot - results.size()),
                                      path.substr(end_of_slot + 1));
    if (!model && !result) wrong.push_back("file " + path + " is left over");
  }
  for (const std::string& folder : world_.folders()) {
    if (folder.starts_with(results) && !keeps_results(folder.substr(results.size()), ""))
      wrong.push_back("folder " + folder + " is left over, of a slot that is not done");
  }
  return wrong;
}

// By workers, of slots that are over.
std::vector<std::string> SimWorld::kept_after_the_end() const {
  std::vector<std::string> kept;
  for (const auto& [role, process] : world_.running()) {
    for (const std::string& slot : process->device().kept()) {
      if (invariants_.is_over(slot))
        kept.push_back(role + " still keeps its work on " + slot + ", which is over");
    }
  }
  return kept;
}

std::uint64_t SimWorld::card_memory_of(const std::string& role) {
  std::uint64_t sum = 0;
  for (const auto& [index, card] : world_.cards()) sum += card.used_by(role);
  return sum;
}

std::uint64_t SimWorld::card_memory() {
  std::uint64_t sum = 0;
  for (const auto& [index, card] : world_.cards()) sum += card.used();
  return sum;
}

std::uint64_t SimWorld::card_peak() {
  std::uint64_t most = 0;
  for (const auto& [index, card] : world_.cards()) most = std::max(most, card.peak());
  return most;
}

std::vector<std::string> SimWorld::stop() {
  std::vector<std::string> wrong;
  if (!started()) return wrong;
  told_ = true;  // the verdict says it
  for (const auto& client : clients_) {
    if (!client->view().over()) wrong.push_back("a client still runs, whose slot nobody waited for");
  }
  std::vector<std::string> kept;
  await([&] { return (kept = kept_after_the_end()).empty(); }, kOnItsWay);
  wrong.insert(wrong.end(), kept.begin(), kept.end());
  const bool ended_before = end_is_known();
  world_.signal("director", SIGTERM);
  if (!await([&] { return world_.processes() == 0; }, kStopLimit)) {
    wrong.push_back(std::to_string(world_.processes()) + " simulated processes still run 60 s after SIGTERM");
  }
  if (const auto code = exit_of_director(); code.value_or(0) != 0 && !ended_before) {
    wrong.push_back("the director ended with exit code " + std::to_string(*code) + " after SIGTERM, not 0");
  }
  if (card_memory() != 0) {
    wrong.push_back(std::to_string(card_memory()) + " bytes of the card are still taken");
  }
  const auto left = left_over();
  wrong.insert(wrong.end(), left.begin(), left.end());
  return wrong;
}

}  // namespace ordeal
