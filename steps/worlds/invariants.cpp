#include "steps/worlds/invariants.hpp"

#include <algorithm>
#include <cstdio>

namespace ordeal {
namespace {

bool is_the_journals_error(const boost::json::object& result) {
  return slots::Error::from_json(result).code.text.starts_with("STORAGE_");
}

std::string seconds(slots::Time time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f s", std::chrono::duration<double>(time).count());
  return text;
}

}  // namespace

Invariants::Invariants(sim::World& world) : world_(world) {
  world_.set_witness(this);
}

Invariants::~Invariants() {
  world_.set_witness(nullptr);
}

void Invariants::broke(const std::string& what) {
  if (broken_.empty()) broken_ = "at " + seconds(world_.now()) + ": " + what;
}

void Invariants::holds(bool condition, const std::string& otherwise) {
  if (!condition) broke(otherwise);
}

void Invariants::journalled(const std::string& role, const std::vector<slots::Record>& records) {
  Journalled now;
  for (const slots::Record& record : records) {
    if (record.kind == "accepted") {
      holds(now.emplace(record.slot, "").second, "the journal accepts " + record.slot + " twice");
    } else if (record.kind == "settled") {
      const auto slot = now.find(record.slot);
      holds(slot != now.end(), "the journal ends " + record.slot + ", which it does not know");
      if (slot == now.end()) continue;
      const std::string end = record.body.at("phase").as_string().c_str();
      holds(slot->second.empty(), "the journal ends " + record.slot + " twice: " + slot->second + ", " + end);
      slot->second = end;
    }
  }
  journals_[role] = std::move(now);
}

bool Invariants::is_over(const std::string& slot) const {
  return std::any_of(journals_.begin(), journals_.end(), [&](const auto& journal) {
    const auto found = journal.second.find(slot);
    return found != journal.second.end() && !found->second.empty();
  });
}

void Invariants::sent(const sim::Sent& sent) {
  if (const auto* accepted = std::get_if<slots::Accepted>(&sent.message)) {
    holds(journals_[sent.from].contains(accepted->slot),
          sent.to + " was told that " + accepted->slot + " is accepted, and the journal does not have it");
  } else if (const auto* event = std::get_if<slots::SlotEvent>(&sent.message)) {
    told(sent, *event);
  } else if (const auto* state = std::get_if<slots::SlotState>(&sent.message)) {
    if (slots::ends_a_slot(state->state)) told_end(sent.from, state->slot, state->state, state->result);
  } else if (const auto* run = std::get_if<slots::RunStage>(&sent.message)) {
    asked(sent.to, *run);
  } else if (std::get_if<slots::Activated>(&sent.message)) {
    active_.insert(sent.from);
  } else if (const auto* done = std::get_if<slots::StageDone>(&sent.message)) {
    const auto dispatch = dispatches_.find(done->fence);
    if (dispatch != dispatches_.end()) dispatch->second.complete.insert(done->stage);
    answered(sent.from, done->slot, done->stage, done->run);
  } else if (const auto* failed = std::get_if<slots::StageFailed>(&sent.message)) {
    answered(sent.from, failed->slot, failed->stage, failed->run);
    if (failed->fatal) std::erase_if(running_, [&](const Run& run) { return run.worker == sent.from; });
  } else if (const auto* stopped = std::get_if<slots::StageStopped>(&sent.message)) {
    answered(sent.from, stopped->slot, stopped->stage, stopped->run);
  }
}

void Invariants::told(const sim::Sent& sent, const slots::SlotEvent& event) {
  Stream& stream = streams_[{sent.connection, event.slot}];
  holds(!stream.over, sent.to + " was told '" + event.type + "' of " + event.slot + " behind its end");
  if (event.type == "draining") {  // none of the slot's own: its director leaves, and tells no more
    stream.over = true;
    return;
  }
  holds(event.sequence > stream.sequence, sent.to + " was told event " + std::to_string(event.sequence) +
                                              " of " + event.slot + " behind event " +
                                              std::to_string(stream.sequence));
  stream.sequence = event.sequence;
  if (!event.last()) return;
  stream.over = true;
  told_end(sent.from, event.slot, event.type, event.fields);
}

void Invariants::told_end(const std::string& director, const std::string& slot, const std::string& end,
                          const boost::json::object& result) {
  const auto known = journals_[director].find(slot);
  const std::string durable = known == journals_[director].end() ? "" : known->second;
  if (durable.empty() && end == "failed" && is_the_journals_error(result)) return;
  holds(durable == end, slot + " was told to be " + end + "; in the journal it is " +
                            (durable.empty() ? "not over" : durable));
}

void Invariants::asked(const std::string& worker, const slots::RunStage& what) {
  const std::string is_asked = worker + " is asked for the " + in_words(what.stage) + " of " + what.slot;
  holds(active_.contains(worker), is_asked + ", and has not said that its models are loaded");
  const auto [dispatch, fresh] = dispatches_.try_emplace(what.fence, Dispatch{what.slot, worker, {}});
  const std::string fence = "fence " + std::to_string(what.fence);
  holds(dispatch->second.slot == what.slot && dispatch->second.worker == worker,
        is_asked + " with " + fence + ", which is " + dispatch->second.slot + "'s on " +
            dispatch->second.worker);
  std::int64_t& last = last_fence_[worker];
  holds(what.fence >= last, is_asked + " with " + fence + ", after fence " + std::to_string(last));
  last = std::max(last, what.fence);
  for (const Run& run : running_) {
    const bool here = run.worker == worker;
    if (here)
      holds(run.slot == what.slot, is_asked + " while it runs " + name(run.stage) + " of " + run.slot);
    if (here) holds(run.stage != what.stage, is_asked + " while it runs that stage");
    const bool elsewhere = !here && run.slot == what.slot && world_.alive(run.worker);
    holds(!elsewhere, is_asked + " while " + run.worker + " runs its " + in_words(run.stage));
  }
  const auto& complete = dispatch->second.complete;
  if (what.stage == slots::Stage::video)
    holds(complete.contains(slots::Stage::audio) && complete.contains(slots::Stage::image),
          is_asked + " before audio and image are complete");
  const bool video_began =
      complete.contains(slots::Stage::video) ||
      std::any_of(running_.begin(), running_.end(), [&](const Run& run) {
        return run.worker == worker && run.slot == what.slot && run.stage == slots::Stage::video;
      });
  if (what.stage == slots::Stage::clip) holds(video_began, is_asked + " before video has begun");
  running_.push_back({worker, what.slot, what.stage, what.run});
}

void Invariants::answered(const std::string& worker, const std::string& slot, slots::Stage stage,
                          std::int64_t run) {
  std::erase(running_, Run{worker, slot, stage, run});
}

// With a director its workers end, and its fences begin anew.
void Invariants::ended(const std::string& role) {
  active_.erase(role);
  last_fence_.erase(role);
  std::erase_if(running_, [&](const Run& run) { return run.worker == role; });
  if (!journals_.contains(role)) return;
  dispatches_.clear();
  last_fence_.clear();
  running_.clear();
}

void Invariants::stepped() {
  for (const auto& [index, card] : world_.cards()) {
    const std::uint64_t used = card.used(), capacity = card.capacity();
    if (used > capacity) {
      broke(std::to_string(used) + " bytes of card " + std::to_string(index) + " are held; it has " +
            std::to_string(capacity));
    }
    for (const auto& [role, bytes] : card.by_role()) {
      if (bytes == 0 || world_.running(role)) continue;
      broke(role + " does not run, and holds " + std::to_string(bytes) + " bytes of card " +
            std::to_string(index));
    }
  }
}

}  // namespace ordeal
