#include "faults/rule/rule_block.hpp"

#include <algorithm>
#include <boost/throw_exception.hpp>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "faults/rule/block.hpp"
#include "faults/rule/engine.hpp"
#include "faults/rule/futex.hpp"
#include "faults/rule/mapping.hpp"

namespace ordeal::rule {

class BlockMemory {
 public:
  BlockMemory(Block* the_block, std::uint32_t the_seams) : block(the_block), seams(the_seams) {}
  BlockMemory(const BlockMemory&) = delete;
  BlockMemory& operator=(const BlockMemory&) = delete;
  ~BlockMemory() { unmap_block(block); }
  Block* const block;
  const std::uint32_t seams;
};

namespace {

constexpr std::uint64_t kLow = 0xffffffff;
constexpr std::uint64_t kBeingFilled = 1;  // RuleEntry::armed, Place::who; every id is at least kRules

RuleEntry& entry_of(const BlockMemory& memory, std::uint64_t id) {
  return memory.block->rules[id % kRules];
}

std::uint64_t value_of(const std::atomic<std::uint64_t>& counter, std::uint64_t id) {
  const std::uint64_t seen = counter.load(std::memory_order_acquire);
  return seen >> 32 == (id / kRules & kLow) ? seen & kLow : 0;
}

// Waits for `holds` to become true, which it is asked after every change of the block.
template <class Predicate>
bool await(Block& block, std::chrono::nanoseconds timeout, Predicate holds) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  block.waiters.fetch_add(1, std::memory_order_seq_cst);
  bool held = false;
  for (;;) {
    const std::uint32_t seen = block.changes.load(std::memory_order_seq_cst);
    held = holds();
    const auto left = deadline - std::chrono::steady_clock::now();
    if (held || left <= std::chrono::nanoseconds::zero()) break;
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
    const timespec wait{ns / 1'000'000'000, ns % 1'000'000'000};
    futex_wait(block.changes, seen, &wait);
  }
  block.waiters.fetch_sub(1, std::memory_order_seq_cst);
  return held;
}

template <std::size_t N>
bool put(Text<N>& to, const std::string& from) {
  set_text(to, from.data(), from.size());
  return from.size() < N;
}

// What cannot be armed, in words; empty when all is well.
std::string objection(const Rule& rule, std::uint32_t seams) {
  if (rule.at.operation >= ORDEAL_OPERATIONS)
    return "there is no operation " + std::to_string(rule.at.operation);
  if (rule.then.kind == ORDEAL_PASS || rule.then.kind >= ORDEAL_ACTIONS)
    return "action " + std::to_string(rule.then.kind) + " does nothing";
  if (rule.then.kind == ORDEAL_ERROR && rule.then.error == 0) return "error 0 means success";
  const bool by_signal = rule.then.kind == ORDEAL_KILL || rule.then.kind == ORDEAL_IGNORE;
  if (by_signal && (rule.then.error < 1 || rule.then.error > 64))
    return "there is no signal " + std::to_string(rule.then.error);
  const bool takes_time = rule.then.kind == ORDEAL_DELAY || rule.then.kind == ORDEAL_BLOCK;
  if (takes_time && rule.then.delay.count() <= 0) return "a delay must be longer than nothing";
  if (rule.when.kind == Trigger::probability) {
    if (!(rule.when.chance >= 0 && rule.when.chance <= 1)) return "a probability lies between 0 and 1";
  } else if (rule.when.n == 0) {
    return "hits count from 1";
  }
  if (rule.at.least > rule.at.most)
    return "no operation has at least " + std::to_string(rule.at.least) + " and at most " +
           std::to_string(rule.at.most) + " bytes";
  if (can(seams, rule.at.operation, rule.then.kind)) return {};
  const std::string able = who_can(rule.at.operation, rule.then.kind);
  return std::string(action_name(rule.then.kind)) + " at " + operation_name(rule.at.operation) +
         " is nothing that " + names_of(seams) + " can do; " +
         (able.empty() ? "nobody can" : "who can: " + able);
}

bool flatten(const Rule& rule, Pattern& flat, PatternText& pattern) {
  const std::uint32_t texts = (rule.at.stage.empty() ? 0u : kStage) | (rule.at.slot.empty() ? 0u : kSlot) |
                              (rule.at.object.empty() ? 0u : kObject) | (rule.at.call.empty() ? 0u : kCall);
  flat = {.operation = rule.at.operation,
          .trigger = rule.when.kind,
          .texts = texts,
          .action = rule.then.kind,
          .step = rule.at.step,
          .device = rule.at.device,
          .least = rule.at.least,
          .most = rule.at.most,
          .n = rule.when.n,
          .seed = rule.when.seed,
          .limit = rule.when.limit,
          .after = rule.when.after,
          .until = rule.when.until,
          .chance = rule.when.chance,
          .error = rule.then.error,
          .unused = 0,
          .amount = rule.then.amount,
          .delay_ns = rule.then.delay.count()};
  pattern = {};
  const bool role = put(pattern.role, rule.at.role), stage = put(pattern.stage, rule.at.stage);
  const bool slot = put(pattern.slot, rule.at.slot), object = put(pattern.object, rule.at.object);
  return put(pattern.call, rule.at.call) && role && stage && slot && object;
}

template <std::size_t N>
std::string string_of(const Text<N>& text) {
  return {text.data(), strnlen(text.data(), N)};
}

Firing unpack(const FiringData& data, std::uint64_t sequence) {
  return {.sequence = sequence,
          .rule = data.rule,
          .hit = data.hit,
          .row = data.row,
          .pid = data.pid,
          .tid = data.tid,
          .time = std::chrono::nanoseconds(data.time_ns),
          .operation = data.operation,
          .action = data.action,
          .error = data.error,
          .step = data.step,
          .amount = data.amount,
          .role = string_of(data.role),
          .stage = string_of(data.stage),
          .slot = string_of(data.slot),
          .object = string_of(data.object),
          .call = string_of(data.call)};
}

}  // namespace

void throw_exception_from_error(const RuleError& error, const boost::source_location& where) {
  boost::throw_exception(std::runtime_error(error.message), where);
}

Guard::Guard(std::shared_ptr<BlockMemory> memory, std::uint64_t id) : memory_(std::move(memory)), id_(id) {}

Guard::Guard(Guard&& other) noexcept : memory_(std::move(other.memory_)), id_(std::exchange(other.id_, 0)) {}

Guard& Guard::operator=(Guard&& other) noexcept {
  Guard old(std::move(*this));  // ends the rule held so far
  memory_ = std::move(other.memory_);
  id_ = std::exchange(other.id_, 0);
  return *this;
}

Guard::~Guard() {
  if (!memory_) return;
  open();
  entry_of(*memory_, id_).armed.store(0, std::memory_order_release);
  memory_->block->generation.fetch_add(1, std::memory_order_acq_rel);
}

std::uint64_t Guard::hits() const {
  std::uint64_t sum = 0;
  if (memory_) {
    for (const auto& role : entry_of(*memory_, id_).roles) sum += value_of(role.hits, id_);
  }
  return sum;
}
std::uint64_t Guard::fired() const {
  return memory_ ? value_of(entry_of(*memory_, id_).fired, id_) : 0;
}
std::uint64_t Guard::done() const {
  return memory_ ? value_of(entry_of(*memory_, id_).done, id_) : 0;
}
std::optional<std::chrono::nanoseconds> Guard::first_done() const {
  if (done() == 0) return std::nullopt;
  return std::chrono::nanoseconds(entry_of(*memory_, id_).first_done_ns.load(std::memory_order_acquire));
}
std::uint64_t Guard::held() const {
  return memory_ ? value_of(entry_of(*memory_, id_).held, id_) : 0;
}

void Guard::open() {
  auto& opened = entry_of(*memory_, id_).opened;
  opened.store(static_cast<std::uint32_t>(id_ / kRules & kLow), std::memory_order_release);
  futex_wake_all(opened);
  announce(*memory_->block);
}

bool Guard::wait_held(std::chrono::nanoseconds timeout) const {
  return await(*memory_->block, timeout, [this] { return held() > 0; });
}

bool Guard::wait_fired(std::uint64_t times, std::chrono::nanoseconds timeout) const {
  return await(*memory_->block, timeout, [=, this] { return fired() >= times; });
}

bool Guard::wait_done(std::uint64_t times, std::chrono::nanoseconds timeout) const {
  return await(*memory_->block, timeout, [=, this] { return done() >= times; });
}

bool Guard::wait_hits(std::uint64_t times, std::chrono::nanoseconds timeout) const {
  memory_->block->hit_waiters.fetch_add(1, std::memory_order_seq_cst);
  const bool reached = await(*memory_->block, timeout, [=, this] { return hits() >= times; });
  memory_->block->hit_waiters.fetch_sub(1, std::memory_order_seq_cst);
  return reached;
}

Result<RuleBlock> RuleBlock::create(const std::string& path, std::uint32_t seams) {
  char problem[512];
  if (Block* block = make_block(path.c_str(), problem, sizeof problem))
    return RuleBlock(std::make_shared<BlockMemory>(block, seams));
  return RuleError{problem};
}

Result<RuleBlock> RuleBlock::open(const std::string& path) {
  char problem[512];
  if (Block* block = map_block(path.c_str(), problem, sizeof problem))
    return RuleBlock(std::make_shared<BlockMemory>(block, kWhoeverAsks));
  return RuleError{problem};
}

Result<RuleBlock> RuleBlock::in_memory(std::uint32_t seams) {
  char problem[512];
  if (Block* block = make_block(nullptr, problem, sizeof problem))
    return RuleBlock(std::make_shared<BlockMemory>(block, seams));
  return RuleError{problem};
}

Result<Guard> RuleBlock::add(const Rule& rule) {
  Pattern pattern;
  PatternText texts;
  if (const std::string why = objection(rule, memory_->seams); !why.empty())
    return RuleError{"cannot arm \"" + to_text(rule) + "\": " + why};
  if (!flatten(rule, pattern, texts))
    return RuleError{"cannot arm \"" + to_text(rule) +
                     "\": a role has at most 31 bytes, a call 31, a stage 15, a slot 47, an object 95"};
  for (std::size_t index = 0; index < kRules; ++index) {
    RuleEntry& entry = memory_->block->rules[index];
    std::uint64_t free = 0;
    if (!entry.armed.compare_exchange_strong(free, kBeingFilled)) continue;
    const std::uint64_t serial = memory_->block->serial.fetch_add(1) + 1, id = serial * kRules + index;
    for (auto* counter : {&entry.due, &entry.fired, &entry.done, &entry.held})
      counter->store((serial & kLow) << 32);
    entry.first_done_ns.store(0);
    for (auto& role : entry.roles) {
      role.who.store(0);
      role.hits.store((serial & kLow) << 32);
    }
    entry.pattern.store(pattern, id);
    entry.texts.store(texts, id);
    entry.armed.store(id, std::memory_order_release);
    memory_->block->generation.fetch_add(1, std::memory_order_acq_rel);
    return Guard(memory_, id);
  }
  return RuleError{"cannot arm \"" + to_text(rule) + "\": " + std::to_string(kRules) +
                   " rules are armed already; let some of their guards end first"};
}

std::vector<Firing> RuleBlock::firings() const {
  const Block& block = *memory_->block;
  const std::uint64_t last = block.sequence.load(std::memory_order_acquire);
  std::vector<Firing> all;
  for (std::uint64_t sequence = last > kFirings ? last - kFirings + 1 : 1; sequence <= last; ++sequence) {
    FiringData data;
    if (block.firings[(sequence - 1) % kFirings].load(data, sequence)) all.push_back(unpack(data, sequence));
  }
  return all;
}

std::uint64_t RuleBlock::firings_lost() const {
  const std::uint64_t last = memory_->block->sequence.load(std::memory_order_acquire);
  return last > kFirings ? last - kFirings : 0;
}

std::vector<Process> RuleBlock::rows() const {
  const Block& block = *memory_->block;
  std::vector<Process> all;
  for (std::size_t i = 0; i < block.rows_taken.load(std::memory_order_acquire); ++i) {
    // A row that is just being written is there a moment later, unless its process was killed while it wrote.
    RowData data;
    bool whole = false;
    for (int attempt = 0; attempt < 1000 && !whole; ++attempt)
      if (const std::uint64_t tag = block.rows[i].tag()) whole = block.rows[i].load(data, tag);
    if (whole)
      all.push_back({string_of(data.role), static_cast<int>(data.pid), data.pid_namespace, data.start_time});
  }
  return all;
}

std::uint64_t RuleBlock::rows_refused() const {
  return memory_->block->rows_refused.load(std::memory_order_acquire);
}

void RuleBlock::count_sites(bool on) {
  memory_->block->counting.store(on, std::memory_order_release);
  memory_->block->generation.fetch_add(1, std::memory_order_acq_rel);
}

std::vector<CountedSite> RuleBlock::sites() const {
  std::vector<CountedSite> all;
  for (SiteCount& site : memory_->block->sites) {
    if (std::atomic_ref(site.written).load(std::memory_order_acquire) == 0) continue;
    all.push_back({string_of(site.role), site.operation, string_of(site.call), string_of(site.stage),
                   string_of(site.object), site.hits.load(std::memory_order_relaxed)});
  }
  std::sort(all.begin(), all.end(), [](const CountedSite& a, const CountedSite& b) {
    return std::tie(a.role, a.operation, a.call, a.stage, a.object) <
           std::tie(b.role, b.operation, b.call, b.stage, b.object);
  });
  return all;
}

std::uint64_t RuleBlock::sites_refused() const {
  return memory_->block->sites_refused.load(std::memory_order_acquire);
}

bool RuleBlock::wait_rows(std::size_t count, std::chrono::nanoseconds timeout) const {
  return await(*memory_->block, timeout, [=, this] { return rows().size() >= count; });
}

void RuleBlock::set_time(std::chrono::nanoseconds now) {
  Block& block = *memory_->block;
  block.now_ns.store(now.count());
  if (block.sleepers.load() == 0) return;
  block.ticks.fetch_add(1);
  futex_wake_all(block.ticks);
}

std::vector<HeldThread> RuleBlock::held() const {
  const Block& block = *memory_->block;
  const std::int64_t now = block.now_ns.load();
  std::vector<HeldThread> all;
  for (const Place& place : block.held) {
    const std::uint64_t who = place.who.load(std::memory_order_acquire);
    if (who <= kBeingFilled) continue;
    const HeldThread thread{
        .pid = static_cast<int>(who >> 32),
        .tid = static_cast<int>(who & kLow),
        .action = place.action.load(std::memory_order_relaxed),
        .until = std::chrono::nanoseconds(place.until_ns.load(std::memory_order_relaxed))};
    const bool over = ((thread.action == ORDEAL_GATE || thread.action == ORDEAL_STUCK) &&
                       gate_open(block, place.rule.load())) ||
                      (thread.action == ORDEAL_DELAY && thread.until.count() <= now);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (!over && place.who.load(std::memory_order_relaxed) == who) all.push_back(thread);
  }
  return all;
}

std::uint32_t RuleBlock::changes() const {
  return memory_->block->changes.load();
}

void RuleBlock::wait_for_change(std::uint32_t seen) const {
  Block& block = *memory_->block;
  block.waiters.fetch_add(1);
  futex_wait(block.changes, seen, nullptr);
  block.waiters.fetch_sub(1);
}

void RuleBlock::wake_waiters() const {
  announce(*memory_->block);
}

Block& RuleBlock::block() const {
  return *memory_->block;
}

}  // namespace ordeal::rule
