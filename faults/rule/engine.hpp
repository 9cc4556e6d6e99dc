// The matching itself, without time, threads or processes of its own: given a block and a site, which rules
// strike? libordeal_rule.so asks it for real processes, the simulator for simulated ones; the same hits in
// the same order give the same decisions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "faults/rule/block.hpp"

namespace ordeal::rule {

// A site that was reached, and who did. Views need to live for the call only.
struct Hit {
  std::string_view role;
  std::uint32_t operation = ORDEAL_ANY_OPERATION;
  std::string_view stage, slot, object, call;
  std::int64_t step = -1, device = -1;
  std::uint64_t amount = 0;
  int row = -1, pid = 0, tid = 0;  // for the firing only, as is the time
  std::int64_t time_ns = 0;
};

// One rule that strikes.
struct Strike {
  std::uint64_t rule;  // Guard::id()
  std::uint64_t hit;
  std::uint32_t action;
  std::int32_t error;
  std::uint64_t amount;
  std::int64_t delay_ns;
};

// Those that strike at one hit, in the order of arming. Only the first `count` are filled.
struct Strikes {
  std::array<Strike, kRules> items;
  std::size_t count = 0;
  const Strike* begin() const { return items.data(); }
  const Strike* end() const { return items.data() + count; }
  bool empty() const { return count == 0; }
};

// What one role knows of a block: which rules could strike it, and where it counts. Brought up to date when
// rules come or go; any thread of its process may use it.
class View {
 public:
  // Whether rules came or went since the last look.
  bool stale(const Block& block) const {
    return known_.load(std::memory_order_acquire) !=
           std::uint64_t{block.generation.load(std::memory_order_acquire)} + 1;
  }
  void look(const Block& block, std::string_view role);
  // Another role, or another block: looks anew.
  void forget() { known_.store(0, std::memory_order_seq_cst); }
  // Whether the role could hit a rule at such an operation, or sites are counted, as of the last look.
  bool watches(std::uint32_t operation) const {
    return operations_.load(std::memory_order_relaxed) >> operation & 1;
  }

 private:
  friend void match(Block&, View&, const Hit&, Strikes&);
  std::uint64_t count(RuleEntry& entry, std::size_t index, std::uint64_t rule, std::string_view role);

  std::atomic<std::uint64_t> known_{0};                      // the generation + 1; written behind the two
  std::atomic<std::uint64_t> operations_{0}, rules_{0};      // bits
  std::array<std::atomic<std::uint64_t>, kRules> places_{};  // low half of the rule's serial << 8 | place + 1
};

// Counts the hit with every rule that matches, and says which of them strike. Lock-free. The view has looked
// for `hit.role`.
void match(Block&, View&, const Hit&, Strikes&);

// Writes a firing for each; call it before carrying them out, with the hit's row, pid, tid and time filled
// in.
void record(Block&, const Hit&, const Strikes&);

// Both at once, for somebody who has no view.
void strike(Block&, const Hit&, Strikes&);

// The action of this rule was carried out at `time_ns` (the clock of Hit::time_ns). Nothing when it is gone.
void done(Block&, std::uint64_t rule, std::int64_t time_ns);

// A caller arrives at, or leaves, the gate of a rule (or its hang). A rule that is gone has an open gate.
void arrive(Block&, std::uint64_t rule);
void leave(Block&, std::uint64_t rule);
bool gate_open(const Block&, std::uint64_t rule);

// While it lives, the calling thread is written down as one that this rule makes wait: until then, by the
// block's own time, if it is a delay.
class Held {
 public:
  Held(Block&, std::uint64_t rule, std::uint32_t action, int pid, int tid, std::int64_t until_ns = 0);
  ~Held();
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  Place* place_ = nullptr;  // null: none was free
};

// Whether `text` matches a Site's pattern ("", "exact", "begins*", "*ends").
bool matches(std::string_view pattern, std::string_view text);

}  // namespace ordeal::rule
