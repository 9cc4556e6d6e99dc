#include "pipeline/director/placement.hpp"

#include <algorithm>
#include <cassert>

#include "pipeline/recovery/backoff.hpp"

namespace slots {

// A slot in the queue. However its wait ends, it leaves the queue, and a worker that it was handed and did
// not take goes to the next.
struct Placement::Waiter {
  Waiter(Placement& the_placement, const Slot& the_slot, std::optional<std::int64_t> the_card)
      : placement(the_placement), slot(the_slot.id), lost_on(the_card), handed(the_placement.env_.loop) {
    placement.queue_.enter({.slot = slot,
                            .client = the_slot.request.client,
                            .deadline = the_slot.deadline,
                            .number = the_slot.number});
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
    : env_(env), config_(config), workers_(workers), on_notice_(std::move(on_notice)) {
  for (std::int64_t n = 0; n < config.cards; ++n) cards_.push_back({.device = n});
}

bool Placement::healthy() const {
  return std::any_of(workers_.workers().begin(), workers_.workers().end(),
                     [](const auto& worker) { return worker->duty() == Duty::active; });
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
  const WorkerPtr& own = all[static_cast<std::size_t>(card.device)];
  if (own->duty() == Duty::standby) return own;
  if (own->duty() == Duty::starting && own->restarts == 0) return nullptr;
  for (std::size_t n = 0; n < all.size(); ++n) {
    const WorkerPtr& worker = all[(n + cards_.size()) % all.size()];
    if (worker->duty() == Duty::standby) return worker;
  }
  return nullptr;
}

// The first loss costs no time: a standby is there for it. From the second in a row on the card itself may be
// at fault.
void Placement::lost_one(Card& card) {
  ++card.losses;
  if (card.losses < 2) return;
  card.not_before = env_.clock.now() + backoff_ceiling(config_.restart, card.losses - 2);
}

Task<void> Placement::activate(Card& card, WorkerPtr worker) {
  auto activated = co_await worker->activate(card.device);
  if (activated) {
    env_.log.event(
        "worker_active",
        {{"worker", worker->id()}, {"generation", worker->identity().generation}, {"device", card.device}});
    if (worker->retiring) worker->drain();
    hand_out();
    co_return;
  }
  env_.log.event("worker_activation_failed",
                 {{"worker", worker->id()}, {"device", card.device}, {"error", activated.error().to_json()}});
  if (on_notice_) on_notice_({.type = "activation_failed", .fields = activated.error().to_json()});
  if (worker->duty() == Duty::activating) worker->kill("it could not be activated");
  card.losses = std::max(card.losses, 1);
  lost_one(card);
}

Task<void> Placement::until_lost(Card& card, WorkerPtr worker) {
  while (worker->duty() == Duty::active) co_await worker->changed.wait();
  if (worker->duty() == Duty::lost && !worker->blameless()) lost_one(card);
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
    co_await activate(card, worker);
    co_await until_lost(card, worker);
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
  busy_until_[device] = env_.clock.now() + config_.stages.critical_path();
  waiter.worker = std::move(worker);
  waiter.handed.notify();
  assert(queue_.size() == waiters_.size());
}

void Placement::hand_out() {
  for (const WorkerPtr& worker : workers_.workers()) {
    if (queue_.empty()) return;
    if (worker->duty() == Duty::active && !worker->busy && !worker->retiring) hand(worker);
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
  if (worker.duty() == Duty::active && worker.retiring) worker.drain();
  if (worker.duty() == Duty::active) {
    cards_.at(static_cast<std::size_t>(worker.identity().device)).losses = 0;
    hand_out();
  } else {
    workers_.changed.notify();  // it may be replaced now
  }
}

void Placement::renew(std::int64_t device) {
  for (const WorkerPtr& worker : workers_.workers()) {
    const bool there = worker->duty() == Duty::active || worker->duty() == Duty::activating;
    if (!there || worker->identity().device != device) continue;
    worker->retiring = true;
    if (worker->duty() == Duty::active && !worker->busy) worker->drain();
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

std::optional<Placement::Outlook> Placement::outlook(const std::string& slot) const {
  const auto position = queue_.position(slot);
  if (!position) return std::nullopt;
  const Time now = env_.clock.now();
  std::vector<Time> free;
  for (const Card& card : cards_) {
    const auto busy = busy_until_.find(card.device);
    free.push_back(busy == busy_until_.end() ? now : std::max(busy->second, now));
  }
  for (std::size_t n = 0; n < *position; ++n) {
    *std::min_element(free.begin(), free.end()) += config_.stages.critical_path();
  }
  return Outlook{*position, *std::min_element(free.begin(), free.end()) - now};
}

}  // namespace slots
