#include "faults/rule/engine.hpp"

#include <algorithm>
#include <bit>

#include "faults/rule/futex.hpp"

namespace ordeal::rule {
namespace {

constexpr std::uint64_t kLow = 0xffffffff;
constexpr std::uint64_t kBeingFilled = 1;  // Place::who

std::uint32_t serial_of(std::uint64_t rule) {
  return static_cast<std::uint32_t>(rule / kRules & kLow);
}

template <std::size_t N>
std::string_view view(const Text<N>& text) {
  return {text.data(), strnlen(text.data(), N)};
}

// Adds to a rule's counter and returns the new count; 0 when the rule is gone or the count is at `limit`.
std::uint64_t count(std::atomic<std::uint64_t>& counter, std::uint64_t rule, std::uint64_t limit = kLow) {
  std::uint64_t seen = counter.load(std::memory_order_relaxed);
  do {
    if (seen >> 32 != serial_of(rule) || (seen & kLow) >= limit) return 0;
  } while (!counter.compare_exchange_weak(seen, seen + 1, std::memory_order_acq_rel));
  return (seen & kLow) + 1;
}

// SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::uint64_t mix_in(std::uint64_t state, std::string_view text) {
  for (const char c : text) state = mix(state + static_cast<unsigned char>(c) + 0x9e3779b97f4a7c15);
  return mix(state + text.size());
}

// For places in a table only, eight bytes at a time: FNV-1a's prime, folded.
std::uint64_t hash_in(std::uint64_t state, std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t word = 0;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::memcpy(&word, text.data(), 8);
    state = (state ^ word) * kPrime;
    state ^= state >> 29;
  }
  word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) word = word << 8 | static_cast<unsigned char>(text[i]);
  state = (state ^ word ^ text.size() << 56) * kPrime;
  return state ^ state >> 32;
}

// random(seed, site, n) in [0, 1): the same draw for the same hit, whatever else happened.
double draw(std::uint64_t seed, const Hit& hit, std::uint64_t n) {
  std::uint64_t state = mix(seed + 0x9e3779b97f4a7c15);
  state = mix_in(state, hit.role);
  state = mix_in(state, hit.stage);
  state = mix(mix(state + hit.operation) + n);
  return static_cast<double>(state >> 11) * 0x1p-53;
}

bool was_done(const Block& block, std::uint64_t rule) {
  const std::uint64_t seen = block.rules[rule % kRules].done.load(std::memory_order_acquire);
  return seen >> 32 == serial_of(rule) && (seen & kLow) > 0;
}

bool triggers(const Block& block, const Pattern& pattern, const Hit& hit, std::uint64_t n) {
  if (pattern.after && !was_done(block, pattern.after)) return false;
  if (pattern.until && was_done(block, pattern.until)) return false;
  switch (pattern.trigger) {
    case 0:
      return n == pattern.n;
    case 1:
      return n % pattern.n == 0;
    case 2:
      return n >= pattern.n;
    case 4:
      return n <= pattern.n;
    default:
      return draw(pattern.seed, hit, n) < pattern.chance;
  }
}

bool covers_numbers(const Pattern& pattern, const Hit& hit) {
  return (pattern.operation == ORDEAL_ANY_OPERATION || pattern.operation == hit.operation) &&
         (pattern.step < 0 || pattern.step == hit.step) &&
         (pattern.device < 0 || pattern.device == hit.device) && hit.amount >= pattern.least &&
         hit.amount <= pattern.most;
}

bool covers_texts(const RuleEntry& entry, std::uint64_t rule, std::uint32_t which, const Hit& hit) {
  if (which == 0) return true;
  PatternText texts;
  if (!entry.texts.load(texts, rule)) return false;
  return (!(which & kStage) || matches(view(texts.stage), hit.stage)) &&
         (!(which & kSlot) || matches(view(texts.slot), hit.slot)) &&
         (!(which & kObject) || matches(view(texts.object), hit.object)) &&
         (!(which & kCall) || matches(view(texts.call), hit.call));
}

// The place among the rule's role counters; roles beyond kRoles share the last.
std::size_t place_of(RuleEntry& entry, std::uint64_t rule, std::string_view role) {
  const std::uint64_t who = mix_in(1, role) << 32 | serial_of(rule);
  for (std::size_t i = 0; i + 1 < kRoles; ++i) {
    std::uint64_t seen = entry.roles[i].who.load(std::memory_order_acquire);
    if (seen == 0 && entry.roles[i].who.compare_exchange_strong(seen, who, std::memory_order_acq_rel))
      seen = who;
    if (seen == who) return i;
  }
  return kRoles - 1;
}

std::uint64_t hash_of(const Hit& hit) {
  std::uint64_t state = hit.operation + 1;
  for (const std::string_view text : {hit.role, hit.stage, hit.call, hit.object})
    state = hash_in(state, text);
  return state ? state : 1;
}

// Linear probing over a bounded stretch: a full table costs a bounded look.
void count_site(Block& block, const Hit& hit) {
  constexpr std::size_t kProbes = 64;
  const std::uint64_t who = hash_of(hit);
  for (std::size_t i = 0; i < kProbes; ++i) {
    SiteCount& site = block.sites[(who + i) % kCounts];
    std::uint64_t seen = site.who.load(std::memory_order_acquire);
    if (seen == 0 && site.who.compare_exchange_strong(seen, who, std::memory_order_acq_rel)) {
      set_text(site.role, hit.role.data(), hit.role.size());
      set_text(site.call, hit.call.data(), hit.call.size());
      set_text(site.stage, hit.stage.data(), hit.stage.size());
      set_text(site.object, hit.object.data(), hit.object.size());
      site.operation = hit.operation;
      std::atomic_ref(site.written).store(1, std::memory_order_release);
      seen = who;
    }
    if (seen != who) continue;
    site.hits.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  block.sites_refused.fetch_add(1, std::memory_order_relaxed);
}

void write_firing(Block& block, const Hit& hit, const Strike& strike) {
  FiringData data{};
  data.rule = strike.rule;
  data.hit = strike.hit;
  data.time_ns = hit.time_ns;
  data.step = hit.step;
  data.amount = hit.amount;
  data.row = hit.row;
  data.pid = hit.pid;
  data.tid = hit.tid;
  data.error = strike.error;
  data.operation = hit.operation;
  data.action = strike.action;
  set_text(data.role, hit.role.data(), hit.role.size());
  set_text(data.stage, hit.stage.data(), hit.stage.size());
  set_text(data.slot, hit.slot.data(), hit.slot.size());
  set_text(data.object, hit.object.data(), hit.object.size());
  set_text(data.call, hit.call.data(), hit.call.size());
  const std::uint64_t sequence = block.sequence.fetch_add(1, std::memory_order_acq_rel) + 1;
  block.firings[(sequence - 1) % kFirings].store(data, sequence);
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return true;
  if (pattern.back() == '*') return text.starts_with(pattern.substr(0, pattern.size() - 1));
  if (pattern.front() == '*') return text.ends_with(pattern.substr(1));
  return pattern == text;
}

void View::look(const Block& block, std::string_view role) {
  const std::uint32_t generation = block.generation.load(std::memory_order_acquire);
  std::uint64_t operations = 0, rules = 0;
  for (std::size_t index = 0; index < kRules; ++index) {
    const RuleEntry& entry = block.rules[index];
    const std::uint64_t rule = entry.armed.load(std::memory_order_acquire);
    Pattern pattern;
    PatternText texts;
    if (rule < kRules || !entry.pattern.load(pattern, rule) || !entry.texts.load(texts, rule) ||
        !matches(view(texts.role), role))
      continue;
    rules |= std::uint64_t{1} << index;
    operations |=
        pattern.operation == ORDEAL_ANY_OPERATION ? ~std::uint64_t{0} : std::uint64_t{1} << pattern.operation;
  }
  if (block.counting.load(std::memory_order_relaxed)) operations = ~std::uint64_t{0};
  operations_.store(operations, std::memory_order_relaxed);
  rules_.store(rules, std::memory_order_relaxed);
  known_.store(std::uint64_t{generation} + 1, std::memory_order_seq_cst);
}

// Which hit of the rule this is for its role, from 1.
std::uint64_t View::count(RuleEntry& entry, std::size_t index, std::uint64_t rule, std::string_view role) {
  const std::uint64_t known = places_[index].load(std::memory_order_relaxed);
  std::size_t place = (known & 0xff) - 1;
  if (known >> 8 != serial_of(rule) || (known & 0xff) == 0) {
    place = place_of(entry, rule, role);
    places_[index].store(std::uint64_t{serial_of(rule)} << 8 | (place + 1), std::memory_order_relaxed);
  }
  auto& hits = entry.roles[place].hits;
  std::uint64_t old = hits.load(std::memory_order_relaxed), next = 0;
  do {
    const bool fresh = old >> 32 != serial_of(rule);  // counted for an earlier rule of this entry
    next = fresh ? (std::uint64_t{serial_of(rule)} << 32) + 1 : old + 1;
  } while (!hits.compare_exchange_weak(old, next, std::memory_order_acq_rel));
  return next & kLow;
}

void match(Block& block, View& mine, const Hit& hit, Strikes& strikes) {
  strikes.count = 0;
  bool counted = false;
  if (block.counting.load(std::memory_order_relaxed)) count_site(block, hit);
  for (std::uint64_t left = mine.rules_.load(std::memory_order_relaxed); left; left &= left - 1) {
    const auto index = static_cast<std::size_t>(std::countr_zero(left));
    RuleEntry& entry = block.rules[index];
    const std::uint64_t rule = entry.armed.load(std::memory_order_acquire);
    Pattern pattern;
    if (rule < kRules || !entry.pattern.load(pattern, rule) || !covers_numbers(pattern, hit) ||
        !covers_texts(entry, rule, pattern.texts, hit))
      continue;
    counted = true;
    const std::uint64_t n = mine.count(entry, index, rule, hit.role);
    if (entry.armed.load(std::memory_order_acquire) != rule || !triggers(block, pattern, hit, n)) continue;
    if (count(entry.due, rule, pattern.limit ? pattern.limit : kLow) == 0) continue;
    strikes.items[strikes.count++] = {
        rule, n, pattern.action, pattern.error, pattern.amount, pattern.delay_ns};
  }
  if (strikes.count > 1) {
    std::sort(strikes.items.begin(), strikes.items.begin() + strikes.count,
              [](const Strike& a, const Strike& b) { return a.rule < b.rule; });
  }
  if (counted && block.hit_waiters.load(std::memory_order_seq_cst) > 0) announce(block);
}

void record(Block& block, const Hit& hit, const Strikes& strikes) {
  for (const Strike& each : strikes) {
    write_firing(block, hit, each);
    count(block.rules[each.rule % kRules].fired, each.rule);
  }
  if (!strikes.empty()) announce(block);
}

void done(Block& block, std::uint64_t rule, std::int64_t time_ns) {
  RuleEntry& entry = block.rules[rule % kRules];
  if (count(entry.done, rule) == 0) return;
  std::int64_t none = 0;
  entry.first_done_ns.compare_exchange_strong(none, time_ns ? time_ns : 1, std::memory_order_acq_rel);
  announce(block);
}

void strike(Block& block, const Hit& hit, Strikes& strikes) {
  View view;
  strikes.count = 0;
  view.look(block, hit.role);
  if (!view.watches(hit.operation)) return;
  match(block, view, hit, strikes);
  record(block, hit, strikes);
}

void arrive(Block& block, std::uint64_t rule) {
  count(block.rules[rule % kRules].held, rule);
  announce(block);
}

void leave(Block& block, std::uint64_t rule) {
  auto& held = block.rules[rule % kRules].held;
  std::uint64_t seen = held.load(std::memory_order_relaxed);
  while (seen >> 32 == serial_of(rule) && (seen & kLow) > 0 &&
         !held.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) {
  }
}

Held::Held(Block& block, std::uint64_t rule, std::uint32_t action, int pid, int tid, std::int64_t until_ns) {
  for (Place& place : block.held) {
    std::uint64_t free = 0;
    if (!place.who.compare_exchange_strong(free, kBeingFilled, std::memory_order_acq_rel)) continue;
    place.rule.store(rule, std::memory_order_relaxed);
    place.action.store(action, std::memory_order_relaxed);
    place.until_ns.store(until_ns, std::memory_order_relaxed);
    place.who.store(static_cast<std::uint64_t>(pid) << 32 | static_cast<std::uint32_t>(tid),
                    std::memory_order_release);
    place_ = &place;
    return;
  }
}

Held::~Held() {
  if (place_) place_->who.store(0, std::memory_order_release);
}

bool gate_open(const Block& block, std::uint64_t rule) {
  const RuleEntry& entry = block.rules[rule % kRules];
  return entry.opened.load(std::memory_order_acquire) == serial_of(rule) ||
         entry.armed.load(std::memory_order_acquire) != rule;
}

void announce(Block& block) {
  block.changes.fetch_add(1, std::memory_order_seq_cst);
  if (block.waiters.load(std::memory_order_seq_cst) > 0) futex_wake_all(block.changes);
}

}  // namespace ordeal::rule
