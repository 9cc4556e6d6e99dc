#include "pipeline/director/placement.hpp"

#include <algorithm>
#include <cassert>

#include "pipeline/director/metrics.hpp"
#include "pipeline/recovery/backoff.hpp"

namespace slots {
namespace {

Queue::Entry entry_of(const Slot& slot) {
  return {.slot = slot.id, .client = slot.request.client, .deadline = slot.deadline, .number = slot.number};
}

}  // namespace

// A slot in the queue. However its wait ends, it leaves the queue, and a worker that it was handed and did
// not take goes to the next.
struct Placement::Waiter {
  Waiter(Placement& the_placement, const Slot& the_slot, std::optional<std::int64_t> the_card)
      : placement(the_placement), slot(the_slot.id), lost_on(the_card), handed(the_placement.env_.loop) {
    placement.queue_.enter(entry_of(the_slot));
    placement.waiters_[slot] = this;
  }
  ~Waiter() {
    if (placement.queue_.leave(slot)) placement.waiters_.erase(slot);
    if (worker) placement.give_back(*worker);
  }
  Waiter(const Waiter&) = delete;

  Placement& placement;
  std::string slot;
  std::optional<std::int64_t> lost_on;
  Event handed;
  WorkerPtr worker;
};

Placement::Placement(Env& env, const DirectorConfig& config, Supervision& workers,
                     std::function<void(const Notice&)> on_notice)
    : env_(env),
      config_(config),
      workers_(workers),
      on_notice_(std::move(on_notice)),
      forecast_(config.stages) {
  for (std::int64_t n = 0; n < config.cards; ++n) cards_.push_back({.device = n});
}

Readiness Placement::readiness() const {
  Readiness readiness{.ready = another_is_served(-1), .reasons = workers_.troubles()};
  for (const Card& card : cards_) {
    const std::string name = "card " + std::to_string(card.device);
    if (card.lost) readiness.reasons.push_back(name + " does not answer: " + card.lost->message);
    if (card.withdrawn) readiness.reasons.push_back(name + " gets no worker until it was reset");
  }
  if (readiness.ready || !readiness.reasons.empty()) return readiness;
  for (const auto& worker : workers_.workers()) {
    readiness.reasons.push_back(worker->id() + " is not ready yet: it is " +
                                std::string(to_string(worker->duty())));
  }
  return readiness;
}

bool Placement::whole() const {
  const auto& all = workers_.workers();
  const auto with = [&](Duty duty) {
    return std::count_if(all.begin(), all.end(), [duty](const auto& each) { return each->duty() == duty; });
  };
  return with(Duty::active) == static_cast<std::ptrdiff_t>(cards_.size()) && with(Duty::given_up) == 0;
}

// Somebody's models are on the card, or a process that is ending has not left it yet.
bool Placement::is_taken(const Card& card) const {
  return std::any_of(workers_.workers().begin(), workers_.workers().end(), [&](const auto& worker) {
    if (worker->identity().device != card.device) return false;
    const bool leaves = worker->duty() == Duty::lost || worker->duty() == Duty::draining;
    const bool leaving = leaves && worker->process && !worker->process->exit;
    return worker->duty() == Duty::active || worker->duty() == Duty::activating || leaving;
  });
}

bool Placement::another_is_served(std::int64_t device) const {
  return std::any_of(workers_.workers().begin(), workers_.workers().end(), [&](const auto& worker) {
    return worker->duty() == Duty::active && worker->identity().device != device;
  });
}

// At the very start each card has a worker of its own, and waits for it; later, anyone who stands by, those
// first that are no card's own.
WorkerPtr Placement::choose(const Card& card) const {
  const auto& all = workers_.workers();
  for (const WorkerPtr& worker : all) {  // there is no room for other models beside those that it holds
    const bool there = worker->holds_models() && worker->identity().device == card.device;
    if (there && worker->duty() == Duty::standby) return worker->busy ? nullptr : worker;
  }
  const WorkerPtr& own = all[static_cast<std::size_t>(card.device)];
  if (own->duty() == Duty::standby) return own;
  if (own->duty() == Duty::starting && own->restarts == 0) return nullptr;
  for (std::size_t n = 0; n < all.size(); ++n) {
    const WorkerPtr& worker = all[(n + cards_.size()) % all.size()];
    if (worker->duty() == Duty::standby) return worker;
  }
  return nullptr;
}

bool Placement::nothing_replaces(std::int64_t device) const {
  return !another_is_served(device) && config_.fallback.empty();
}

std::optional<Error> Placement::why_unserved() const {
  if (another_is_served(-1)) return std::nullopt;
  const auto card =
      std::find_if(cards_.begin(), cards_.end(), [](const Card& each) { return each.lost.has_value(); });
  return card == cards_.end() ? std::nullopt : card->lost;
}

void Placement::lost(Card& card, const Error& why) {
  if (!card.lost) {
    card.lost_at = env_.clock.now();
    env_.metrics.set(metrics::kCardLost, 1, {{"device", std::to_string(card.device)}});
    env_.log.event("card_lost", {{"device", card.device}, {"error", why.to_json()}});
    if (on_notice_)
      on_notice_({.type = "card_lost", .fields = {{"device", card.device}, {"why", why.message}}});
  }
  card.lost = why;
}

void Placement::answers_again(Card& card) {
  if (!card.lost) return;
  card.lost.reset();
  env_.metrics.set(metrics::kCardLost, 0, {{"device", std::to_string(card.device)}});
  boost::json::object fields{{"device", card.device}, {"after_ms", as_ms(env_.clock.now() - card.lost_at)}};
  env_.log.event("card_answers_again", fields);
  if (on_notice_) on_notice_({.type = "card_answers_again", .fields = std::move(fields)});
}

void Placement::fell_back(const Card& card, const WorkerLink& worker) {
  env_.metrics.count(metrics::kFallbacks,
                     {{"device", std::to_string(card.device)}, {"backend", worker.backend()}});
  env_.log.event("backend_fallback", {{"worker", worker.id()},
                                      {"device", card.device},
                                      {"backend", worker.backend()},
                                      {"passed_over", worker.passed_over()}});
}

// The first loss costs no time: a standby is there for it. From the second in a row on the card itself may be
// at fault, and one that does not answer is: whoever is activated on it finds out whether it does again.
void Placement::lost_one(Card& card, const WorkerLink& worker) {
  const auto& why = worker.spoilt_by();
  if (why && why->code == "GPU_LOST") {
    lost(card, *why);
    card.losses = std::max(card.losses, 1);
  }
  ++card.losses;
  if (card.losses < 2) return;
  card.not_before = env_.clock.now() + backoff_ceiling(config_.restart, card.losses - 2);
}

Task<bool> Placement::activate(Card& card, WorkerPtr worker) {
  env_.log.event("worker_activating", {{"worker", worker->id()}, {"device", card.device}});
  auto activated = co_await worker->activate(card.device);
  if (activated) {
    env_.log.event("worker_active", {{"worker", worker->id()},
                                     {"generation", worker->identity().generation},
                                     {"device", card.device},
                                     {"backend", worker->backend()}});
    if (worker->passed_over().empty()) {
      answers_again(card);
    } else {
      fell_back(card, *worker);
    }
    hand_out();
    co_return true;
  }
  env_.log.event("worker_activation_failed",
                 {{"worker", worker->id()}, {"device", card.device}, {"error", activated.error().to_json()}});
  if (on_notice_) on_notice_({.type = "activation_failed", .fields = activated.error().to_json()});
  if (worker->duty() == Duty::activating)
    worker->kill("it could not be activated: " + activated.error().message);
  card.losses = std::max(card.losses, 1);
  lost_one(card, *worker);
  co_return false;
}

Task<void> Placement::until_lost(Card& card, WorkerPtr worker) {
  while (worker->duty() == Duty::active) {
    const bool unchecked = worker->unchecked();  // what the check finds is told before it leaves at all
    if (worker->retiring && !worker->busy && !unchecked) co_return co_await retire(std::move(worker));
    co_await worker->changed.wait();
    if (unchecked && !worker->unchecked()) hand_out();
  }
  if (worker->duty() == Duty::lost && !worker->blameless()) lost_one(card, *worker);
}

// What it holds comes back with its end; the card is at no fault.
Task<void> Placement::retire(WorkerPtr worker) {
  if (worker->leaks())
    env_.log.event("worker_recycled", {{"worker", worker->id()}, {"device", worker->identity().device}});
  worker->drain();
  const auto left = [](WorkerPtr leaving) -> Task<bool> {
    while (leaving->duty() != Duty::lost) co_await leaving->changed.wait();
    co_return true;
  };
  const auto gone = co_await env_.within(env_.clock.window(config_.leave_limit), left(worker));
  if (!gone) worker->kill("it was to leave between its slots, and did not");
}

Task<void> Placement::keep_served(std::size_t index) {
  Card& card = cards_.at(index);
  for (;;) {
    if (env_.clock.now() < card.not_before) {
      co_await Sleep(env_.loop, card.not_before);
      continue;
    }
    const WorkerPtr worker = workers_.draining() || card.withdrawn || is_taken(card) ? nullptr : choose(card);
    if (!worker) {
      co_await workers_.changed.wait();
      continue;
    }
    const bool serves = co_await activate(card, worker);
    if (serves) co_await until_lost(card, worker);
  }
}

// Somebody serves, and nobody is on the way: what is read now takes nothing from them.
bool Placement::settled() const {
  const auto& all = workers_.workers();
  const bool on_the_way = std::any_of(all.begin(), all.end(), [](const auto& worker) {
    return worker->duty() == Duty::activating || (worker->duty() == Duty::starting && worker->restarts == 0);
  });
  return !on_the_way && another_is_served(-1);
}

Task<void> Placement::keep_prepared() {
  while (config_.standbys_hold_models) {
    for (const WorkerPtr& worker : workers_.workers()) {
      if (!settled() || worker->duty() != Duty::standby) continue;
      if (!worker->holds_models() && !worker->told_to_prepare()) worker->prepare();
    }
    co_await workers_.changed.wait();
  }
}

// To an idle worker the first in the queue that may have it.
void Placement::hand(WorkerPtr worker) {
  const std::int64_t device = worker->identity().device;
  const auto next = queue_.next([&](const Queue::Entry& entry) {
    return waiters_.at(entry.slot)->lost_on != device || !another_is_served(device);
  });
  if (!next) return;
  Waiter& waiter = *waiters_.at(next->slot);
  waiters_.erase(next->slot);
  worker->busy = true;
  worker->begin_dispatch(++last_fence_);
  busy_until_[device] = env_.clock.now() + forecast_.slot_on(device, env_.clock.now());
  waiter.worker = std::move(worker);
  waiter.handed.notify();
  assert(queue_.size() == waiters_.size());
}

void Placement::hand_out() {
  for (const WorkerPtr& worker : workers_.workers()) {
    if (queue_.empty()) return;
    const bool free = !worker->busy && !worker->retiring && !worker->unchecked();
    if (worker->duty() == Duty::active && free) hand(worker);
  }
}

Task<WorkerPtr> Placement::acquire(const Slot& slot, std::optional<std::int64_t> lost_on) {
  Waiter waiter(*this, slot, lost_on);
  hand_out();
  while (!waiter.worker) co_await waiter.handed.wait();
  co_return std::exchange(waiter.worker, nullptr);
}

void Placement::give_back(WorkerLink& worker) {
  assert(worker.busy);
  worker.busy = false;
  worker.on_progress = nullptr;
  busy_until_.erase(worker.identity().device);
  if (worker.duty() == Duty::active) {
    cards_.at(static_cast<std::size_t>(worker.identity().device)).losses = 0;
    worker.changed.notify();  // it may have to leave now
    hand_out();
  } else {
    workers_.changed.notify();  // it may be replaced now
  }
}

Duration Placement::until_free(const Card& card) const {
  const auto busy = busy_until_.find(card.device);
  return busy == busy_until_.end() ? 0s : std::max<Duration>(busy->second - env_.clock.now(), 0s);
}

std::optional<Duration> Placement::least() const {
  std::optional<Duration> least;
  for (const Card& card : cards_) {
    const auto takes = forecast_.measured_on(card.device, env_.clock.now());
    if (!takes) return std::nullopt;
    least = std::min(least.value_or(kNever), until_free(card) + *takes);
  }
  return least;
}

void Placement::renew(std::int64_t device) {
  for (const WorkerPtr& worker : workers_.workers()) {
    const bool there = worker->duty() == Duty::active || worker->duty() == Duty::activating;
    if (!there || worker->identity().device != device) continue;
    worker->retiring = true;
    worker->changed.notify();
  }
  workers_.changed.notify();
}

void Placement::withdraw(std::int64_t device) {
  cards_.at(static_cast<std::size_t>(device)).withdrawn = true;
  renew(device);
}

void Placement::restore(std::int64_t device) {
  Card& card = cards_.at(static_cast<std::size_t>(device));
  card.withdrawn = false;
  card.losses = 0;
  card.not_before = env_.clock.now();
  workers_.changed.notify();
}

Placement::Outlook Placement::outlook(const Slot& slot) const {
  if (const auto position = queue_.position(slot.id)) return outlook_behind(*position);
  if (slot.phase != SlotPhase::queued) return {};
  return outlook_behind(queue_.position_if_entered(entry_of(slot)));  // it is about to wait
}

Placement::Outlook Placement::outlook_behind(std::size_t before) const {
  std::vector<Duration> free;  // from now, by card
  for (const Card& card : cards_) free.push_back(until_free(card));
  for (std::size_t n = 0; n < before; ++n) {
    const auto next = std::min_element(free.begin(), free.end());
    const Card& card = cards_[static_cast<std::size_t>(next - free.begin())];
    *next += forecast_.slot_on(card.device, env_.clock.now());
  }
  return {before, *std::min_element(free.begin(), free.end())};
}

}  // namespace slots
