#include "pipeline/director/slot_book.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cassert>
#include <cstdio>

#include "pipeline/director/metrics.hpp"
#include "pipeline/protocol/partial.hpp"

namespace slots {
namespace {

std::string hexadecimal(std::uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

Error not_recorded(const Slot& slot, SlotPhase phase, const Error& journal) {
  Error error = journal;
  error.message = "the slot was " + std::string(to_string(phase)) +
                  ", but its director had to stop before that could be recorded: " + journal.message;
  error.correlation_id = slot.correlation_id;
  return error;
}

bool same_request(const Submit& a, const Submit& b) {
  return a.prompt == b.prompt && a.script == b.script && a.deadline_ms == b.deadline_ms && a.seed == b.seed;
}

}  // namespace

std::string_view to_string(SlotPhase phase) {
  switch (phase) {
    case SlotPhase::accepting:
      return "accepting";
    case SlotPhase::queued:
      return "queued";
    case SlotPhase::running:
      return "running";
    case SlotPhase::done:
      return "done";
    case SlotPhase::failed:
      return "failed";
    case SlotPhase::cancelled:
      return "cancelled";
  }
  return "unknown";
}

const boost::json::object* Slot::made() const {
  if (phase == SlotPhase::done) return &result;
  return phase == SlotPhase::failed ? partial_of(result) : nullptr;
}

const SlotEvent* Slot::event_after(std::int64_t sequence) const {
  const auto next =
      std::upper_bound(events.begin(), events.end(), sequence,
                       [](std::int64_t seen, const SlotEvent& event) { return seen < event.sequence; });
  return next == events.end() ? nullptr : &*next;
}

SlotEvent Slot::goes_on_elsewhere(std::int64_t seen, Time now) const {
  const Error draining{.code = "DRAINING",
                       .message = "the director stops before the slot is over; the next one takes it up",
                       .correlation_id = correlation_id};
  return {.sequence = seen,
          .slot = id,
          .correlation_id = correlation_id,
          .type = "draining",
          .at_ms = as_ms(now - accepted_at),
          .fields = draining.to_json()};
}

SlotPtr SlotBook::find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

void SlotBook::begin(Slot& slot) {
  waits_no_more(slot);
  slot.phase = SlotPhase::running;
}

void SlotBook::waits_no_more(const Slot& slot) {
  if (slot.phase != SlotPhase::queued && slot.phase != SlotPhase::accepting) return;
  assert(waiting_ > 0);
  set_waiting(waiting_ - 1);
}

void SlotBook::set_waiting(std::size_t slots) {
  waiting_ = slots;
  env_.metrics.set(metrics::kWaiting, static_cast<double>(slots));
}

SlotPtr SlotBook::of_key(const std::string& idempotency_key) const {
  const auto found = by_key_.find(idempotency_key);
  return found == by_key_.end() ? nullptr : found->second;
}

Result<SlotBook::Admission> SlotBook::known(const SlotPtr& slot, const Submit& request) const {
  if (slot->refusal) return *slot->refusal;
  if (!same_request(slot->request, request)) {
    return Error{.code = "CONFLICT",
                 .message = "idempotency key " + request.idempotency_key + " belongs to slot " + slot->id +
                            ", which was submitted with another body"};
  }
  return Admission{slot, false};
}

// A name that no slot of this book has.
std::string SlotBook::new_id(const std::string& key, std::uint64_t number) const {
  for (;; ++number) {
    std::string id = "slot-" + hexadecimal(env_.random.unguessable("slot/" + key, number));
    if (!by_id_.contains(id)) return id;
  }
}

void SlotBook::enter(const SlotPtr& slot) {
  by_id_[slot->id] = slot;
  if (const auto& key = slot->request.idempotency_key; !key.empty()) by_key_[key] = slot;
}

// Its key may be another slot's by now: journals of directors that gave every request without a key the key
// "".
void SlotBook::strike_out(const std::string& id) {
  const auto slot = by_id_.find(id);
  const auto keyed = by_key_.find(slot->second->request.idempotency_key);
  if (keyed != by_key_.end() && keyed->second == slot->second) by_key_.erase(keyed);
  by_id_.erase(slot);
}

Task<Result<SlotBook::Admission>> SlotBook::accept(Submit request, Duration deadline) {
  if (const SlotPtr slot = of_key(request.idempotency_key)) {
    while (slot->phase == SlotPhase::accepting && !slot->refusal) co_await slot->changed.wait();
    co_return known(slot, request);
  }
  const std::int64_t number = ++accepted_;
  const auto draw = static_cast<std::uint64_t>(env_.clock.unix_ms() + number);
  auto slot = std::make_shared<Slot>(env_.loop, new_id(request.idempotency_key, draw));
  slot->number = number;
  slot->correlation_id = hexadecimal(env_.random.unguessable("correlation/" + slot->id, draw));
  slot->request = std::move(request);
  slot->accepted_at = env_.clock.now();
  slot->deadline = slot->accepted_at + deadline;
  enter(slot);
  set_waiting(waiting_ + 1);
  slot->accepted_unix_ms = env_.clock.unix_ms();
  std::vector<journal::Entry> entries;
  entries.push_back({slot->id, as_accepted(*slot)});
  auto written = co_await append(std::move(entries));
  if (!written) {
    slot->refusal = written.error();
    waits_no_more(*slot);
    strike_out(slot->id);
    slot->changed.notify();
    co_return written.error();
  }
  slot->phase = SlotPhase::queued;
  env_.metrics.count(metrics::kAccepted);
  tell(*slot, "accepted", {{"deadline_ms", as_ms(deadline)}});
  co_return Admission{slot, true};
}

void SlotBook::tell(Slot& slot, std::string type, boost::json::object fields) {
  const auto at = as_ms(env_.clock.now() - slot.accepted_at);
  if (type != "progress") {
    boost::json::object logged = fields;
    logged["slot"] = slot.id;
    logged["correlation_id"] = slot.correlation_id;
    env_.log.event("slot_" + type, std::move(logged));
  } else if (slot.events.size() >= kEvents) {
    return;
  }
  if (slot.events.size() >= kEvents) {
    slot.forgotten = slot.events.front().sequence;
    slot.events.pop_front();
  }
  slot.events.push_back({.sequence = slot.lives * kLife + ++slot.told,
                         .slot = slot.id,
                         .correlation_id = slot.correlation_id,
                         .type = std::move(type),
                         .at_ms = at,
                         .fields = std::move(fields)});
  slot.changed.notify();
}

Task<void> SlotBook::settle(SlotPtr slot, SlotPhase phase, boost::json::object result) {
  const journal::Entry entry{slot->id,
                             journal::Settled{.phase = std::string(to_string(phase)), .result = result}};
  for (int n = 0;; ++n) {
    std::vector<journal::Entry> entries{entry};
    auto written = co_await append(std::move(entries));
    if (written) break;
    env_.log.event("journal_refuses", {{"slot", slot->id},
                                       {"correlation_id", slot->correlation_id},
                                       {"try", n + 1},
                                       {"why", written.error().message}});
    if (env_.clock.now() >= give_up_at_) {
      result = not_recorded(*slot, phase, written.error()).to_json();
      phase = SlotPhase::failed;
      break;
    }
    co_await env_.sleep(1s);
  }
  waits_no_more(*slot);
  slot->phase = phase;
  slot->result = result;
  finish(slot);
  const std::string code = phase == SlotPhase::done ? "" : Error::from_json(result).code.text;
  env_.metrics.count(metrics::kFinished, {{"state", std::string(to_string(phase))}, {"code", code}});
  tell(*slot, std::string(to_string(phase)), std::move(result));
}

void SlotBook::leave(Slot& slot) {
  slot.left = true;
  env_.log.event("slot_left", {{"slot", slot.id}, {"correlation_id", slot.correlation_id}});
  slot.changed.notify();
}

void SlotBook::finish(const SlotPtr& slot) {
  finished_.push_back(slot->id);
  if (finished_.size() > kFollowed) {
    Slot& followed_no_more = *by_id_.at(finished_[finished_.size() - kFollowed - 1]);
    auto& events = followed_no_more.events;
    if (events.size() > 1) {
      followed_no_more.forgotten = events[events.size() - 2].sequence;
      events.erase(events.begin(), events.end() - 1);
      events.shrink_to_fit();
    }
  }
  forget_oldest();
}

void SlotBook::forget_oldest() {
  for (; finished_.size() > finished_limit_; finished_.pop_front()) {
    strike_out(finished_.front());
    if (on_forgotten_) on_forgotten_(finished_.front());
  }
}

journal::Accepted SlotBook::as_accepted(const Slot& slot) const {
  return {.number = slot.number,
          .client = slot.request.client,
          .idempotency_key = slot.request.idempotency_key,
          .correlation_id = slot.correlation_id,
          .prompt = slot.request.prompt,
          .script = slot.request.script,
          .seed = slot.request.seed,
          .deadline_ms = slot.request.deadline_ms,
          .applied_deadline_ms = as_ms(slot.deadline - slot.accepted_at),
          .accepted_unix_ms = slot.accepted_unix_ms,
          .lives = slot.lives};
}

Task<Result<void>> SlotBook::append(std::vector<journal::Entry> entries) {
  while (compacting_) co_await written_.wait();
  std::vector<Record> records;
  for (const journal::Entry& entry : entries) records.push_back(journal::to_record(entry));
  struct OnItsWay {
    explicit OnItsWay(SlotBook& the_book) : book(the_book) { ++book.appending_; }
    ~OnItsWay() {
      --book.appending_;
      book.written_.notify();
    }
    OnItsWay(const OnItsWay&) = delete;
    SlotBook& book;
  };
  const OnItsWay on_its_way(*this);
  const std::size_t count = records.size();
  auto written = co_await env_.journal.append(std::move(records));
  if (written) records_ += count;
  co_return written;
}

// In the order of acceptance, then of the ends. What is being accepted now is not in the journal yet.
std::vector<Record> SlotBook::snapshot() const {
  std::vector<const Slot*> slots;
  for (const auto& [id, slot] : by_id_) {
    if (slot->phase != SlotPhase::accepting) slots.push_back(slot.get());
  }
  std::sort(slots.begin(), slots.end(), [](const Slot* a, const Slot* b) { return a->number < b->number; });
  std::vector<Record> records;
  for (const Slot* slot : slots) records.push_back(journal::to_record({slot->id, as_accepted(*slot)}));
  for (const std::string& id : finished_) {
    const Slot& slot = *by_id_.at(id);
    records.push_back(journal::to_record(
        {id, journal::Settled{.phase = std::string(to_string(slot.phase)), .result = slot.result}}));
  }
  return records;
}

// No append may begin, and those on their way end first: whatever is in the journal is in the book then.
Task<void> SlotBook::compact() {
  compacting_ = true;
  while (appending_ > 0) co_await written_.wait();
  std::vector<Record> records = snapshot();
  const std::size_t before = records_, after = records.size();
  auto written = co_await env_.journal.replace(std::move(records));
  if (written) records_ = after;
  compacting_ = false;
  written_.notify();
  boost::json::object fields{{"records_before", before}, {"records", records_}};
  if (!written) fields["error"] = written.error().to_json();
  env_.log.event(written ? "journal_compacted" : "journal_not_compacted", std::move(fields));
}

Task<void> SlotBook::keep_journal_small() {
  for (;;) {
    while (!journal_is_large()) co_await written_.wait();
    co_await compact();
    if (journal_is_large()) co_await env_.sleep(60s);  // the disk refused
  }
}

void SlotBook::restore(const std::string& id, const journal::Accepted& accepted) {
  auto slot = std::make_shared<Slot>(env_.loop, id);
  slot->request = {.idempotency_key = accepted.idempotency_key,
                   .prompt = accepted.prompt,
                   .script = accepted.script,
                   .deadline_ms = accepted.deadline_ms,
                   .seed = accepted.seed,
                   .client = accepted.client};
  slot->correlation_id = accepted.correlation_id;
  slot->accepted_unix_ms = accepted.accepted_unix_ms;
  // The machine's clock counts on while no director runs. Where it was set back, no time has passed.
  const std::chrono::milliseconds wall(
      std::max<std::int64_t>(env_.clock.unix_ms() - accepted.accepted_unix_ms, 0));
  slot->accepted_at = env_.clock.now() - env_.clock.from_wall(wall);
  slot->deadline = slot->accepted_at + std::chrono::milliseconds(accepted.applied_deadline_ms);
  slot->phase = SlotPhase::queued;
  slot->number = accepted.number;
  slot->lives = accepted.lives;
  accepted_ = std::max(accepted_, accepted.number);
  enter(slot);
}

void SlotBook::restore_end(Slot& slot, const journal::Settled& settled) {
  slot.phase = settled.phase == "done"        ? SlotPhase::done
               : settled.phase == "cancelled" ? SlotPhase::cancelled
                                              : SlotPhase::failed;
  slot.result = settled.result;
  slot.events.push_back({.sequence = (slot.lives + 1) * kLife,
                         .slot = slot.id,
                         .correlation_id = slot.correlation_id,
                         .type = settled.phase,
                         .fields = slot.result});
}

Result<void> SlotBook::replay(const std::vector<Record>& records) {
  const auto entries = journal::read(records);
  if (!entries) return entries.error();
  records_ = entries->size();
  for (const journal::Entry& entry : *entries) {
    if (const auto* accepted = std::get_if<journal::Accepted>(&entry.what)) restore(entry.slot, *accepted);
    const SlotPtr slot = find(entry.slot);
    if (!slot || slot->over()) continue;
    if (std::get_if<journal::Recovered>(&entry.what)) ++slot->lives;
    if (const auto* settled = std::get_if<journal::Settled>(&entry.what)) {
      restore_end(*slot, *settled);
      finish(slot);
    }
  }
  return {};
}

Task<Result<std::vector<SlotPtr>>> SlotBook::recover() {
  auto records = co_await env_.journal.load();
  if (!records) co_return records.error();
  if (auto replayed = replay(*records); !replayed) co_return replayed.error();
  std::vector<SlotPtr> unfinished;
  for (const auto& [id, slot] : by_id_) {
    if (!slot->over()) unfinished.push_back(slot);
  }
  set_waiting(unfinished.size());
  std::sort(unfinished.begin(), unfinished.end(), [](const SlotPtr& a, const SlotPtr& b) {
    return std::pair(a->deadline, a->number) < std::pair(b->deadline, b->number);
  });
  std::vector<journal::Entry> lives;
  for (const SlotPtr& slot : unfinished) {
    ++slot->lives;
    lives.push_back({slot->id, journal::Recovered{}});
  }
  if (lives.empty()) co_return unfinished;
  auto written = co_await append(std::move(lives));
  if (!written) co_return written.error();
  co_return unfinished;
}

}  // namespace slots
