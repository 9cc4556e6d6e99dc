#include "faults/rule/engine.hpp"

#include <algorithm>

#include "faults/rule/futex.hpp"

namespace ordeal::rule {
namespace {

constexpr std::uint64_t kLow = 0xffffffff;

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

// random(seed, site, n) in [0, 1): the same draw for the same hit, whatever else happened.
double draw(std::uint64_t seed, const Hit& hit, std::uint64_t n) {
  std::uint64_t state = mix(seed + 0x9e3779b97f4a7c15);
  state = mix_in(state, hit.role);
  state = mix_in(state, hit.stage);
  state = mix(mix(state + hit.operation) + n);
  return static_cast<double>(state >> 11) * 0x1p-53;
}

bool triggers(const Pattern& pattern, const Hit& hit, std::uint64_t n) {
  switch (pattern.trigger) {
    case 0:
      return n == pattern.n;
    case 1:
      return n % pattern.n == 0;
    case 2:
      return n >= pattern.n;
    default:
      return draw(pattern.seed, hit, n) < pattern.chance;
  }
}

bool covers(const Pattern& pattern, const Hit& hit) {
  return (pattern.operation == ORDEAL_ANY_OPERATION || pattern.operation == hit.operation) &&
         (pattern.step < 0 || pattern.step == hit.step) && matches(view(pattern.role), hit.role) &&
         matches(view(pattern.stage), hit.stage) && matches(view(pattern.slot), hit.slot) &&
         matches(view(pattern.object), hit.object);
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

void match(Block& block, const Hit& hit, Strikes& strikes) {
  strikes.count = 0;
  bool counted = false;
  for (RuleEntry& entry : block.rules) {
    const std::uint64_t rule = entry.armed.load(std::memory_order_acquire);
    Pattern pattern;
    if (rule < kRules || !entry.pattern.load(pattern, rule) || !covers(pattern, hit)) continue;
    const std::uint64_t n = count(entry.hits, rule);
    counted |= n != 0;
    if (n == 0 || !triggers(pattern, hit, n)) continue;
    if (count(entry.due, rule, pattern.limit ? pattern.limit : kLow) == 0) continue;
    strikes.items[strikes.count++] = {
        rule, n, pattern.action, pattern.error, pattern.amount, pattern.delay_ns};
  }
  std::sort(strikes.items.begin(), strikes.items.begin() + strikes.count,
            [](const Strike& a, const Strike& b) { return a.rule < b.rule; });
  if (counted) announce(block);
}

void record(Block& block, const Hit& hit, const Strikes& strikes) {
  for (const Strike& each : strikes) {
    write_firing(block, hit, each);
    count(block.rules[each.rule % kRules].fired, each.rule);
  }
  if (!strikes.empty()) announce(block);
}

void strike(Block& block, const Hit& hit, Strikes& strikes) {
  match(block, hit, strikes);
  record(block, hit, strikes);
}

std::uint64_t operations_armed(const Block& block, std::string_view role) {
  std::uint64_t operations = 0;
  for (const RuleEntry& entry : block.rules) {
    const std::uint64_t rule = entry.armed.load(std::memory_order_acquire);
    Pattern pattern;
    if (rule < kRules || !entry.pattern.load(pattern, rule) || !matches(view(pattern.role), role)) continue;
    operations |= pattern.operation == ORDEAL_ANY_OPERATION ? kLow : std::uint64_t{1} << pattern.operation;
  }
  return operations;
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
