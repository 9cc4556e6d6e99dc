#include "steps/worlds/world.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "pipeline/protocol/artefact.hpp"
#include "pipeline/protocol/messages.hpp"
#include "pipeline/protocol/partial.hpp"
#include "steps/worlds/built_models.hpp"

namespace ordeal {
namespace {

using namespace std::chrono_literals;

constexpr slots::Duration kStartLimit = 120s;  // nominal: programs, models and the first worker
constexpr slots::Duration kCheckLimit = 60s;   // nominal: several beats
constexpr slots::Duration kHealLimit = 240s;   // nominal: until a healthy slot is done again
constexpr slots::Duration kOnItsWay = 100ms;   // nominal: for the end of what was killed a moment ago

std::chrono::milliseconds whole_ms(slots::Duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d);
}

}  // namespace

void World::lend(Context& context) {
  context.lend<Clients>(*this);
  context.lend<Director>(*this);
  context.lend<Wait>(*this);
  context.lend<Clock>(*this);
  context.lend<Events>(*this);
  context.lend<Processes>(*this);
  context.lend<Cards>(*this);
  context.lend<Faults>(*this);
  context.lend<Requests>(*this);
}

void World::start() {
  start_surroundings();
  started_ = true;
  start_director_and_wait();
}

void World::start_alone() {
  start_surroundings();
  started_ = true;
  start_director();
  const auto ready = [&] {
    look_at_start();
    const auto& events = log("director");
    return std::any_of(events.begin(), events.end(),
                       [](const ProgramEvent& event) { return event.name == "director_ready"; });
  };
  if (!await(ready, kStartLimit)) throw std::runtime_error("the director is not there" + last_words());
}

std::optional<int> World::ended() {
  const auto code = exit_of_director();
  if (code) end_is_known_ = true;
  return code;
}

std::vector<slots::Record> World::journal() {
  if (!exit_of_director()) throw std::logic_error("the director holds its journal: it has not ended");
  return journal_left();
}

void World::start_again() {
  if (!started_ || !exit_of_director()) {
    throw std::logic_error("the director cannot be started again: it has not ended");
  }
  end_is_known_ = false;
  start_director_and_wait();
}

void World::start_director_and_wait() {
  std::size_t seen = log("director").size();  // of the one before
  start_director();
  const auto serves = [&] {
    look_at_start();
    for (const auto& events = log("director"); seen < events.size(); ++seen) {
      look_at_start(events[seen]);
      if (events[seen].name == "worker_active") return true;
    }
    return false;
  };
  if (!await(serves, kStartLimit)) {
    throw std::runtime_error("no worker became active within " + std::to_string(kStartLimit / 1s) +
                             " s (nominal)" + why_none_is_active() +
                             "; see director.log and worker 1.log in the scenario's folder" + last_words());
  }
}

// What hindered the first worker that tried; later ones often only follow from it.
std::string World::why_none_is_active() {
  for (const ProgramEvent& event : log("director")) {
    if (event.name != "worker_activation_failed") continue;
    return ": " + slots::Error::from_json(event.fields.at("error").as_object()).message;
  }
  return "";
}

SlotView& World::submit(SlotOrder order) {
  slots_.push_back(std::make_unique<SlotView>());
  slots_.back()->order = std::move(order);
  slots_.back()->submitted_at = elapsed();
  start_client(*slots_.back());
  return *slots_.back();
}

SlotView& World::slot() {
  if (slots_.empty()) throw std::logic_error("no slot was submitted before this step");
  return *slots_.back();
}

void World::advance_faults() {
  for (Armed& armed : faults_) {
    armed.fault->advance();
    if (armed.landed_at) continue;
    const Evidence evidence = armed.fault->landed();
    if (evidence.landed) armed.landed_at = evidence.at ? elapsed_at(*evidence.at) : elapsed();
  }
}

bool World::await(const std::function<bool()>& happened, slots::Duration within) {
  const slots::Duration end = elapsed() + within;
  for (;;) {
    advance_faults();
    if (happened()) return true;
    if (elapsed() >= end) return false;
    turn(std::min(end, next_look()));
  }
}

slots::Duration World::next_look() const {
  slots::Duration next = slots::kNever;
  for (const Armed& armed : faults_) next = std::min<slots::Duration>(next, armed.fault->looks_again_at());
  return next;
}

std::uint64_t World::quiet_card_memory(const std::string& role) {
  const auto gate = rules().add({.at = {.role = role, .operation = ORDEAL_CALL, .object = "device.check"},
                                 .when = rule::once(1),
                                 .then = rule::gate()});
  if (!gate) throw std::runtime_error(gate.error().message);
  if (!await([&] { return gate->held() > 0; }, kCheckLimit))
    throw std::runtime_error(role + " begins no check of its device within " +
                             std::to_string(kCheckLimit / 1s) + " s (nominal)");
  return card_memory();
}

void World::take_event(SlotView& slot, slots::SlotEvent event) {
  if (event.type == "accepted" && !slot.accepted_at) slot.accepted_at = elapsed();
  if (event.last() && !slot.settled_at) slot.settled_at = elapsed();
  slot.events.push_back(std::move(event));
}

Fault& World::arm(std::unique_ptr<Fault> fault) {
  faults_.push_back({std::move(fault), elapsed(), std::nullopt});
  return *faults_.back().fault;
}

std::uint64_t World::middle_launch(slots::Stage stage) const {
  return built_costs().stages[stage].launches / 2;
}

void World::cure() {
  advance_faults();
  for (Armed& armed : faults_) armed.fault->cure();
}

bool World::landed() const {
  return std::all_of(faults_.begin(), faults_.end(), [](const Armed& a) { return a.landed_at.has_value(); });
}

std::optional<slots::Duration> World::detected_since(slots::Duration landed) {
  static const std::set<std::string_view> shows = {
      "worker_exited",     "worker_killed",    "worker_stream_over", "worker_activation_failed",
      "stage_fails",       "stage_stopped",    "model_corrupted",    "journal_refuses",
      "slot_stage_failed", "slot_worker_lost", "slot_failed",        "slot_cancelled",
      "soft_limit_passed", "memory_leak",      "slot_refused"};
  std::optional<slots::Duration> first;
  for (const char* role : {"director", "worker 1"}) {
    for (const ProgramEvent& event : log(role)) {
      const slots::Duration at = elapsed_at(event);
      if (shows.contains(event.name) && at >= landed) first = std::min(first.value_or(at), at);
    }
  }
  return first;
}

bool World::keeps_results(const std::string& slot, const std::string& file) {
  const auto& events = log("director");
  std::int64_t later = 0;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (!event->name.starts_with("slot_") || !slots::ends_a_slot(event->name.substr(5))) continue;
    if (event->fields.at("slot").as_string() != slot) {
      if (++later >= config_.finished_slots) return false;
      continue;
    }
    const auto* made = event->name == "slot_done" ? &event->fields : slots::partial_of(event->fields);
    if (!made) return false;
    const auto files = slots::artefacts_of(*made);
    return file.empty() || (files && std::any_of(files->begin(), files->end(),
                                                 [&](const auto& each) { return each.name == file; }));
  }
  return false;
}

// After the faults are gone a plain slot must be done; what hinders it is said as slotctl said it.
// `recovered` becomes when it was.
std::vector<std::string> World::serves_again(slots::Duration& recovered) {
  if (!started_) return {};
  SlotView& plain = submit({});
  if (!await([&] { return plain.over(); }, kHealLimit)) {
    return {"the subject does not serve again: a healthy slot was not over within " +
            std::to_string(kHealLimit / 1s) + " s (nominal)"};
  }
  if (*plain.exit_code != 0) {
    return {"the subject does not serve again: a healthy slot ended with exit code " +
            std::to_string(*plain.exit_code) + (plain.error ? ", " + plain.error->message : "")};
  }
  recovered = plain.settled_at.value_or(elapsed());
  return {};
}

messages::Verdict World::judge(bool) {
  const slots::Duration began = elapsed();
  await([&] { return landed(); }, kOnItsWay);
  messages::Verdict verdict;
  std::optional<slots::Duration> first_landed;
  for (Armed& armed : faults_) {
    armed.fault->cure();
    const Evidence evidence = armed.fault->landed();
    messages::FaultVerdict fault{
        .name = armed.fault->name(), .landed = evidence.landed, .evidence = evidence.what};
    if (evidence.landed) {
      const slots::Duration at = armed.landed_at.value_or(began);
      fault.landed_after = whole_ms(at - armed.at);
      first_landed = std::min(first_landed.value_or(at), at);
    }
    verdict.faults.push_back(std::move(fault));
  }
  slots::Duration recovered = began;
  if (first_landed) {
    verdict.handled_after = whole_ms(began - *first_landed);
    if (const auto detected = detected_since(*first_landed))
      verdict.detected_after = whole_ms(*detected - *first_landed);
  }
  if (!faults_.empty()) verdict.left_over = serves_again(recovered);
  const auto stopped = stop();
  verdict.left_over.insert(verdict.left_over.end(), stopped.begin(), stopped.end());
  verdict.healed = verdict.left_over.empty();
  verdict.broken = broken();
  verdict.healed_after = whole_ms(recovered - began);
  return verdict;
}

}  // namespace ordeal
