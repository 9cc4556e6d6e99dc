#include "pipeline/director/slot_book.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

namespace slots {
namespace {

constexpr const char* kAccepted = "accepted";
constexpr const char* kRecovered = "recovered";
constexpr const char* kSettled = "settled";

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

const SlotEvent* Slot::event_after(std::int64_t sequence) const {
  const auto next =
      std::upper_bound(events.begin(), events.end(), sequence,
                       [](std::int64_t seen, const SlotEvent& event) { return seen < event.sequence; });
  return next == events.end() ? nullptr : &*next;
}

SlotPtr SlotBook::find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::size_t SlotBook::waiting() const {
  return static_cast<std::size_t>(std::count_if(by_id_.begin(), by_id_.end(), [](const auto& entry) {
    return entry.second->phase == SlotPhase::queued || entry.second->phase == SlotPhase::accepting;
  }));
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

Task<Result<SlotBook::Admission>> SlotBook::accept(Submit request, Duration deadline) {
  if (const auto there = by_key_.find(request.idempotency_key); there != by_key_.end()) {
    const SlotPtr slot = there->second;
    while (slot->phase == SlotPhase::accepting && !slot->refusal) co_await slot->changed.wait();
    co_return known(slot, request);
  }
  const std::int64_t number = ++accepted_;
  const std::string key = request.idempotency_key;
  const std::uint64_t id =
      env_.random.at("slot/" + key, static_cast<std::uint64_t>(env_.clock.unix_ms() + number));
  auto slot = std::make_shared<Slot>(env_.loop, "slot-" + hexadecimal(id));
  slot->number = number;
  slot->correlation_id =
      hexadecimal(env_.random.at("correlation/" + slot->id, static_cast<std::uint64_t>(number)));
  slot->request = std::move(request);
  slot->accepted_at = env_.clock.now();
  slot->deadline = slot->accepted_at + deadline;
  by_key_[key] = slot;
  by_id_[slot->id] = slot;
  Record record{.slot = slot->id, .kind = kAccepted, .body = {}};
  record.body["request"] = boost::json::value_from(slot->request);
  record.body["correlation_id"] = slot->correlation_id;
  record.body["accepted_unix_ms"] = env_.clock.unix_ms();
  record.body["applied_deadline_ms"] = as_ms(deadline);
  std::vector<Record> records;
  records.push_back(std::move(record));
  auto written = co_await env_.journal.append(std::move(records));
  if (!written) {
    slot->refusal = written.error();
    by_key_.erase(key);
    by_id_.erase(slot->id);
    slot->changed.notify();
    co_return written.error();
  }
  slot->phase = SlotPhase::queued;
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
                         .type = std::move(type),
                         .at_ms = at,
                         .fields = std::move(fields)});
  slot.changed.notify();
}

Task<void> SlotBook::settle(SlotPtr slot, SlotPhase phase, boost::json::object result) {
  Record record{.slot = slot->id, .kind = kSettled, .body = result};
  record.body["phase"] = std::string(to_string(phase));
  for (int n = 0;; ++n) {
    std::vector<Record> records{record};
    auto written = co_await env_.journal.append(std::move(records));
    if (written) break;
    env_.log.event("journal_refuses",
                   {{"slot", slot->id}, {"attempt", n + 1}, {"why", written.error().message}});
    if (env_.clock.now() >= give_up_at_) {
      result = not_recorded(*slot, phase, written.error()).to_json();
      phase = SlotPhase::failed;
      break;
    }
    co_await env_.sleep(1s);
  }
  slot->phase = phase;
  slot->result = result;
  finished_.push_back(slot->id);
  forget_oldest();
  tell(*slot, std::string(to_string(phase)), std::move(result));
}

void SlotBook::leave(Slot& slot) {
  slot.left = true;
  env_.log.event("slot_left", {{"slot", slot.id}, {"correlation_id", slot.correlation_id}});
  slot.changed.notify();
}

void SlotBook::forget_oldest() {
  for (; finished_.size() > finished_limit_; finished_.pop_front()) {
    const auto oldest = by_id_.find(finished_.front());
    by_key_.erase(oldest->second->request.idempotency_key);
    by_id_.erase(oldest);
  }
}

void SlotBook::restore(const Record& accepted) {
  auto slot = std::make_shared<Slot>(env_.loop, accepted.slot);
  slot->request = boost::json::value_to<Submit>(accepted.body.at("request"));
  slot->correlation_id = accepted.body.at("correlation_id").as_string().c_str();
  // The machine's clock counts on while no director runs. Where it was set back, no time has passed.
  const auto passed = env_.clock.unix_ms() - accepted.body.at("accepted_unix_ms").to_number<std::int64_t>();
  const std::chrono::milliseconds wall(std::max<std::int64_t>(passed, 0));
  slot->accepted_at = env_.clock.now() - env_.clock.from_wall(wall);
  slot->deadline = slot->accepted_at + std::chrono::milliseconds(
                                           accepted.body.at("applied_deadline_ms").to_number<std::int64_t>());
  slot->phase = SlotPhase::queued;
  slot->number = ++accepted_;  // records are in the order of acceptance
  by_key_[slot->request.idempotency_key] = slot;
  by_id_[slot->id] = slot;
}

void SlotBook::restore_end(Slot& slot, const Record& settled) {
  const auto& phase = settled.body.at("phase").as_string();
  slot.phase = phase == "done"        ? SlotPhase::done
               : phase == "cancelled" ? SlotPhase::cancelled
                                      : SlotPhase::failed;
  slot.result = settled.body;
  slot.result.erase("phase");
  slot.events.push_back(
      {.sequence = (slot.lives + 1) * kLife, .slot = slot.id, .type = phase.c_str(), .fields = slot.result});
}

Task<Result<std::vector<SlotPtr>>> SlotBook::recover() {
  auto records = co_await env_.journal.load();
  if (!records) co_return records.error();
  for (const Record& record : *records) {
    if (record.kind == kAccepted) restore(record);
    const SlotPtr slot = find(record.slot);
    if (slot && record.kind == kRecovered) ++slot->lives;
    if (!slot || record.kind != kSettled) continue;
    restore_end(*slot, record);
    finished_.push_back(slot->id);
    forget_oldest();
  }
  std::vector<SlotPtr> unfinished;
  for (const auto& [id, slot] : by_id_) {
    if (!slot->over()) unfinished.push_back(slot);
  }
  std::sort(unfinished.begin(), unfinished.end(), [](const SlotPtr& a, const SlotPtr& b) {
    return std::pair(a->deadline, a->number) < std::pair(b->deadline, b->number);
  });
  std::vector<Record> lives;
  for (const SlotPtr& slot : unfinished) {
    ++slot->lives;
    lives.push_back({.slot = slot->id, .kind = kRecovered});
  }
  if (lives.empty()) co_return unfinished;
  auto written = co_await env_.journal.append(std::move(lives));
  if (!written) co_return written.error();
  co_return unfinished;
}

}  // namespace slots
