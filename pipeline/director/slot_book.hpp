// The slots that a director knows: their states, their events, and the journal behind them. An accepted slot
// is in the journal before its client hears of it, and ends exactly once.
#pragma once

#include <map>
#include <memory>

#include "pipeline/env/env.hpp"

namespace slots {

enum class SlotPhase { accepting, queued, running, done, failed, cancelled };
std::string_view to_string(SlotPhase phase);

struct Slot {
  Slot(Loop& loop, std::string slot_id) : id(std::move(slot_id)), changed(loop) {}

  std::string id, correlation_id;
  Submit request;
  Time accepted_at{0}, deadline{0};
  SlotPhase phase = SlotPhase::accepting;
  std::optional<Error> refusal;    // why it never was accepted
  boost::json::object result;      // slot.json, or the error
  std::vector<SlotEvent> events;   // by sequence
  std::int64_t lives = 0;          // how often it was recovered
  Event changed;                   // after every event and change of phase
  Nursery::Child* life = nullptr;  // while it runs
  bool cancel_requested = false;

  bool over() const { return phase >= SlotPhase::done; }
  // The first event with a greater sequence; null: none yet. Good until the next event is told.
  const SlotEvent* event_after(std::int64_t sequence) const;
};
using SlotPtr = std::shared_ptr<Slot>;

class SlotBook {
 public:
  explicit SlotBook(Env& env) : env_(env) {}

  // Reads the journal: slots that were accepted and did not end are returned, to be run again. That they live
  // once more is journalled first.
  Task<Result<std::vector<SlotPtr>>> recover();

  // Accepts, or returns the slot that this key made already (CONFLICT when its request was another one).
  // Durable when it returns; STORAGE_* when it could not be made so.
  struct Admission {
    SlotPtr slot;
    bool fresh = false;
  };
  Task<Result<Admission>> accept(Submit request, Duration deadline);

  SlotPtr find(const std::string& id) const;
  bool knows(const std::string& idempotency_key) const { return by_key_.contains(idempotency_key); }
  std::size_t waiting() const;  // accepted, not begun

  // Appends an event; a slot keeps at most kEvents (progress is dropped first).
  void tell(Slot& slot, std::string type, boost::json::object fields = {});
  // Ends the slot: journal first, then the last event.
  Task<void> settle(SlotPtr slot, SlotPhase phase, boost::json::object result);

 private:
  static constexpr std::size_t kEvents = 4096;
  // Between the sequences of two lives, so that a client that follows a slot through a crash of the director
  // misses nothing: more than the events that one life can have.
  static constexpr std::int64_t kLife = 1'000'000;
  Result<Admission> known(const SlotPtr& slot, const Submit& request) const;
  void restore(const Record& accepted);
  static void restore_end(Slot& slot, const Record& settled);

  Env& env_;
  std::map<std::string, SlotPtr> by_id_;
  std::map<std::string, SlotPtr> by_key_;
};

}  // namespace slots
