// Which worker serves which card, and which slot gets which worker. Each card has one active worker, with the
// models on it; the others stand by and take over the card of one that is lost. A slot that waits is in the
// queue, and is handed its worker; nobody else is woken.
#pragma once

#include <map>

#include "pipeline/director/slot_book.hpp"
#include "pipeline/director/supervision.hpp"
#include "pipeline/scheduler/forecast.hpp"
#include "pipeline/scheduler/queue.hpp"

namespace slots {

class Placement {
 public:
  Placement(Env& env, const DirectorConfig& config, Supervision& workers,
            std::function<void(const Notice&)> on_notice);

  // Activates a worker that stands by whenever this card has none, for ever. Spawn one for each card.
  Task<void> keep_served(std::size_t card);
  // Has whoever stands by read the models, once nobody is on the way to a card, for ever.
  Task<void> keep_prepared();
  std::size_t cards() const { return cards_.size(); }

  // Waits in the queue for a worker, which is then this slot's until give_back(). One on another card than
  // `lost_on`, if another is served.
  Task<WorkerPtr> acquire(const Slot& slot, std::optional<std::int64_t> lost_on);
  void give_back(WorkerLink& worker);

  // How many are served before this slot, and when its turn is, by the cost model's medians and the slots
  // that run now; of one that runs or is over, none and at once.
  struct Outlook {
    std::size_t position = 0;
    Duration until_start{0};
  };
  Outlook outlook(const Slot& slot) const;

  // Ready is it when a worker is active.
  Readiness readiness() const;
  bool whole() const;  // every card is served, and nobody is given up
  // While this card does not answer nobody can serve: no other card is served, and there is no fallback.
  bool nothing_replaces(std::int64_t device) const;
  // Why nobody is active, where a card is the reason.
  std::optional<Error> why_unserved() const;

  // A stage was done there; see Forecast.
  void took(const WorkerLink& worker, Stage stage, Duration duration) {
    forecast_.took(worker.identity().device, stage, duration, env_.clock.now());
  }
  // No slot that is accepted now is done sooner, by what slots took on the cards and what runs on them;
  // nothing: too little is known.
  std::optional<Duration> least() const;

  // The workers on this card leave once they serve no slot, and start anew: none is lost, and none is to
  // blame.
  void renew(std::int64_t device);
  // The same, and the card gets none again until it is restored.
  void withdraw(std::int64_t device);
  void restore(std::int64_t device);

 private:
  struct Waiter;
  struct Card {
    std::int64_t device = 0;
    int losses = 0;      // of workers that served it, since a dispatch on it ended with its worker alive
    Time not_before{0};  // activate none on it earlier
    std::optional<Error> lost{};  // it does not answer: what it said
    Time lost_at{0};
    bool withdrawn = false;
  };
  bool settled() const;
  bool is_taken(const Card& card) const;
  bool another_is_served(std::int64_t device) const;
  WorkerPtr choose(const Card& card) const;
  Task<bool> activate(Card& card, WorkerPtr worker);  // whether it serves the card now
  Task<void> until_lost(Card& card, WorkerPtr worker);
  // Of a worker that served the card, or was to.
  void lost_one(Card& card, const WorkerLink& worker);
  void lost(Card& card, const Error& why);
  void answers_again(Card& card);
  void fell_back(const Card& card, const WorkerLink& worker);
  // Between two slots: it leaves, or is ended.
  Task<void> retire(WorkerPtr worker);
  Outlook outlook_behind(std::size_t before) const;
  Duration until_free(const Card& card) const;
  void hand_out();
  void hand(WorkerPtr worker);

  Env& env_;
  const DirectorConfig& config_;
  Supervision& workers_;
  std::function<void(const Notice&)> on_notice_;
  std::vector<Card> cards_;
  Queue queue_;
  Forecast forecast_;
  std::map<std::string, Waiter*> waiters_;   // by slot: those in the queue
  std::map<std::int64_t, Time> busy_until_;  // by card, expected
  std::int64_t last_fence_ = 0;
};

}  // namespace slots
