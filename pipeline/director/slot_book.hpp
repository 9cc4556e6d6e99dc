// The slots that a director knows: their states, their events, and the journal behind them. An accepted slot
// is in the journal before its client hears of it, and ends exactly once.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "pipeline/director/journal_records.hpp"

namespace slots {

enum class SlotPhase { accepting, queued, running, done, failed, cancelled };
std::string_view to_string(SlotPhase phase);

struct Slot {
  Slot(Loop& loop, std::string slot_id) : id(std::move(slot_id)), changed(loop) {}

  std::string id, correlation_id;
  Submit request;
  Time accepted_at{0}, deadline{0};
  SlotPhase phase = SlotPhase::accepting;
  std::optional<Error> refusal;  // why it never was accepted
  boost::json::object result;    // slot.json, or the error
  std::int64_t number = 0;       // in the order of acceptance
  std::int64_t accepted_unix_ms = 0;
  std::deque<SlotEvent> events;    // by sequence
  std::int64_t told = 0;           // events of this life
  std::int64_t forgotten = 0;      // up to this sequence: too many came after them
  std::int64_t lives = 0;          // how often it was recovered
  Event changed;                   // after every event and change of phase
  Nursery::Child* life = nullptr;  // while it runs
  bool cancel_requested = false;
  // Its director stops before it is over: it stays unfinished in the journal, and whoever follows it is told.
  bool left = false;

  bool over() const { return phase >= SlotPhase::done; }
  // What names its files: its result when it is done, what there is of it when its worker was lost; null:
  // none.
  const boost::json::object* made() const;
  // The first event with a greater sequence; null: none yet. Good until the next event is told.
  const SlotEvent* event_after(std::int64_t sequence) const;
  // What a watcher is told whose director stops first: no event of the slot's life, and not kept.
  SlotEvent goes_on_elsewhere(std::int64_t seen, Time now) const;
};
using SlotPtr = std::shared_ptr<Slot>;

class SlotBook {
 public:
  // Remembers all slots that are on their way, and the last `finished` of those that are over: with an older
  // one its idempotency key is forgotten, and `on_forgotten` hears its id.
  SlotBook(Env& env, std::size_t finished, std::function<void(const std::string&)> on_forgotten = {})
      : env_(env), finished_limit_(finished), on_forgotten_(std::move(on_forgotten)), written_(env.loop) {}

  // Reads the journal: slots that were accepted and did not end are returned, to be run again, by deadline
  // and then in the order of acceptance. That they live once more is journalled first.
  Task<Result<std::vector<SlotPtr>>> recover();

  // Accepts, or returns the slot that this key made already (CONFLICT when its request was another one).
  // Without a key (it is empty) each request is a slot of its own. Durable when it returns; STORAGE_* when it
  // could not be made so.
  struct Admission {
    SlotPtr slot;
    bool fresh = false;
  };
  Task<Result<Admission>> accept(Submit request, Duration deadline);

  SlotPtr find(const std::string& id) const;
  bool knows(const std::string& idempotency_key) const { return of_key(idempotency_key) != nullptr; }
  std::size_t waiting() const { return waiting_; }  // accepted, not begun
  // A worker has it from now on.
  void begin(Slot& slot);

  std::size_t size() const { return by_id_.size(); }

  // Appends an event; a slot keeps the last kEvents, and takes no progress beyond them.
  void tell(Slot& slot, std::string type, boost::json::object fields = {});
  // Ends the slot: journal first, then the last event. A journal that cannot be written is tried again and
  // again, since an outcome must not be lost; from give_up_at() on the slot has failed with the journal's
  // error. It stays unfinished in the journal: the next director takes it up.
  Task<void> settle(SlotPtr slot, SlotPhase phase, boost::json::object result);
  void give_up_at(Time when) { give_up_at_ = when; }
  // Keeps the journal small, for ever: when it has many more records than the slots that are remembered need,
  // a snapshot of them takes its place. Spawn it.
  Task<void> keep_journal_small();
  // The slot stays unfinished in the journal, for the next director.
  void leave(Slot& slot);

 private:
  static constexpr std::size_t kEvents = 4096;
  // Between the sequences of two lives, so that a client that follows a slot through a crash of the director
  // misses nothing: more than the events that one life can have.
  static constexpr std::int64_t kLife = 1'000'000;
  // Of those that are over so many keep their events, for clients that follow them to their end; the others
  // the last one.
  static constexpr std::size_t kFollowed = 32;
  static constexpr std::size_t kSpareRecords = 1000;

  SlotPtr of_key(const std::string& idempotency_key) const;
  std::string new_id(const std::string& key, std::uint64_t number) const;
  void enter(const SlotPtr& slot);
  void strike_out(const std::string& id);
  Result<Admission> known(const SlotPtr& slot, const Submit& request) const;
  Task<Result<void>> append(std::vector<journal::Entry> entries);
  Result<void> replay(const std::vector<Record>& records);
  void restore(const std::string& id, const journal::Accepted& accepted);
  static void restore_end(Slot& slot, const journal::Settled& settled);
  void finish(const SlotPtr& slot);
  void waits_no_more(const Slot& slot);
  void set_waiting(std::size_t slots);
  void forget_oldest();
  journal::Accepted as_accepted(const Slot& slot) const;
  std::vector<Record> snapshot() const;
  // Not once outcomes are given up that the journal would not take: a snapshot must not know them better.
  bool journal_is_large() const {
    return give_up_at_ == kNever && records_ > 4 * by_id_.size() + kSpareRecords;
  }
  Task<void> compact();

  Env& env_;
  std::map<std::string, SlotPtr> by_id_;
  std::map<std::string, SlotPtr> by_key_;  // only those that brought a key
  std::deque<std::string> finished_;       // ids, in the order of their ends
  std::size_t finished_limit_;
  std::function<void(const std::string&)> on_forgotten_;
  std::size_t waiting_ = 0;
  Event written_;            // an append is over, or a snapshot
  std::size_t records_ = 0;  // in the journal
  int appending_ = 0;        // appends on their way
  bool compacting_ = false;  // no append may begin
  std::int64_t accepted_ = 0;
  Time give_up_at_ = kNever;
};

}  // namespace slots
