#include "pipeline/env/vram_ledger.hpp"

#include <algorithm>
#include <utility>

#include "pipeline/protocol/bytes.hpp"

namespace slots {
namespace {

// What a check of the device takes beside the stages; it is not scaled with the models.
constexpr std::uint64_t kForChecks = 4096;  // bytes

std::uint64_t less(std::uint64_t from, std::uint64_t bytes) {
  return from > bytes ? from - bytes : 0;
}

}  // namespace

std::uint64_t VramLedger::resident_bytes() const {
  std::uint64_t sum = 0;
  for (const Stage stage : kStages) sum += entries_[stage].resident ? model_bytes(stage) : 0;
  return sum;
}

// A model that is being loaded belongs to its stage's work.
std::uint64_t VramLedger::reserved_bytes() const {
  std::uint64_t sum = 0;
  for (const Stage stage : kStages) {
    const Entry& entry = entries_[stage];
    if (entry.reserved == 0) continue;
    sum += costs_.stages[stage].peak_bytes * static_cast<std::uint64_t>(entry.reserved);
    if (!entry.resident) sum += model_bytes(stage);
  }
  return sum;
}

std::uint64_t VramLedger::unaccounted(const DeviceMemory& now) const {
  return less(now.live_here, resident_bytes());
}

std::uint64_t VramLedger::leaked(const DeviceMemory& now) const {
  return idle() ? less(unaccounted(now), baseline_) : 0;
}

std::optional<Notice> VramLedger::look_for_leak(const DeviceMemory& now, const std::string& device) {
  const std::uint64_t bytes = leaked(now);
  if (bytes <= limits_.leak || std::exchange(leak_told_, true)) return std::nullopt;
  return Notice{.type = "memory_leak",
                .fields = {{"device", device}, {"leaked_bytes", bytes}, {"limit_bytes", limits_.leak}}};
}

std::optional<StageError> VramLedger::look_for_kept_memory(const DeviceMemory& now,
                                                           const std::string& device) const {
  const std::uint64_t bytes = leaked(now);
  if (bytes <= limits_.leak) return std::nullopt;
  return memory_kept(bytes, limits_.leak, device);
}

bool VramLedger::idle() const {
  return std::all_of(entries_.each.begin(), entries_.each.end(),
                     [](const Entry& entry) { return entry.reserved == 0; });
}

std::uint64_t VramLedger::committed(const DeviceMemory& now) const {
  const std::uint64_t promised = resident_bytes() + reserved_bytes() + besides_;
  return less(now.used, now.used_here) + std::max(now.used_here, promised);
}

std::vector<Stage> VramLedger::oldest(std::uint64_t over, std::optional<Stage> but) const {
  std::vector<Stage> idle;
  for (const Stage stage : kStages) {
    if (entries_[stage].resident && entries_[stage].reserved == 0 && stage != but) idle.push_back(stage);
  }
  std::sort(idle.begin(), idle.end(), [&](Stage a, Stage b) {
    return std::pair(entries_[a].last_use, a) < std::pair(entries_[b].last_use, b);
  });
  std::size_t count = 0;
  for (; count < idle.size() && over > 0; ++count) over = less(over, model_bytes(idle[count]));
  idle.resize(count);
  return idle;
}

std::uint64_t VramLedger::bytes_of(const std::vector<Stage>& models) const {
  std::uint64_t sum = 0;
  for (const Stage each : models) sum += model_bytes(each);
  return sum;
}

std::uint64_t VramLedger::newly_past_soft(std::uint64_t bytes) {
  const bool before = std::exchange(past_soft_, bytes > limits_.soft);
  return past_soft_ && !before ? bytes : 0;
}

// While a stage works nobody can tell what of its memory will stay.
void VramLedger::look_besides(const DeviceMemory& now) {
  if (idle()) besides_ = unaccounted(now);
}

VramLedger::Answer VramLedger::reserve(Stage stage, const DeviceMemory& now) {
  look_besides(now);
  Entry& entry = entries_[stage];
  const bool fresh = !entry.resident && entry.reserved == 0;
  const std::uint64_t required =
      costs_.stages[stage].peak_bytes + (fresh ? model_bytes(stage) : 0) + kForChecks;
  const std::uint64_t before = committed(now), after = before + required;
  Answer answer{.unload = oldest(less(after, limits_.soft), stage), .shortage = {}};
  const std::uint64_t available = less(limits_.hard, less(before, bytes_of(answer.unload)));
  if (required > available) {
    answer.unload.clear();
    answer.shortage = {.required = required,
                       .available = available,
                       .limit = limits_.hard,
                       .held_by_others = less(now.used, now.used_here)};
    return answer;
  }
  answer.past_soft = newly_past_soft(after);
  ++entry.reserved;
  entry.last_use = ++uses_;
  return answer;
}

void VramLedger::release(Stage stage) {
  Entry& entry = entries_[stage];
  --entry.reserved;
  entry.last_use = ++uses_;
}

VramLedger::Answer VramLedger::relieve(const DeviceMemory& now) {
  look_besides(now);
  const std::uint64_t used = committed(now);
  return {.unload = oldest(less(used, limits_.soft), std::nullopt),
          .shortage = {},
          .past_soft = newly_past_soft(used)};
}

StageError over_budget(const VramLedger::Shortage& shortage, const std::string& device, Stage stage) {
  StageError e;
  e.code = "VRAM_BUDGET_EXCEEDED";
  e.stage = name(stage);
  e.message = in_words(stage) + " needs " + human_bytes(shortage.required) + ", " +
              human_bytes(shortage.available) + " of the budget of " + human_bytes(shortage.limit) + " on " +
              device + " are left: other processes hold " + human_bytes(shortage.held_by_others);
  e.required_bytes = shortage.required;
  e.available_bytes = shortage.available;
  e.limit_bytes = shortage.limit;
  e.others_bytes = shortage.held_by_others;
  return e;
}

Notice soft_limit_passed(const VramLedger& ledger, std::uint64_t used, const std::string& device) {
  return {.type = "soft_limit_passed",
          .fields = {{"device", device},
                     {"used_bytes", used},
                     {"soft_limit_bytes", ledger.limits().soft},
                     {"hard_limit_bytes", ledger.limits().hard}}};
}

Notice model_notice(const char* type, const VramLedger& ledger, Stage model, const std::string& device) {
  return {.type = type,
          .fields = {{"device", device}, {"model", name(model)}, {"bytes", ledger.model_bytes(model)}}};
}

}  // namespace slots
