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

// Counts the hit with every rule that matches, and says which of them strike. Lock-free.
void match(Block&, const Hit&, Strikes&);

// Writes a firing for each; call it before carrying them out, with the hit's row, pid, tid and time filled
// in.
void record(Block&, const Hit&, const Strikes&);

// Both at once.
void strike(Block&, const Hit&, Strikes&);

// The action of this rule was carried out at `time_ns` (the clock of Hit::time_ns). Nothing when it is gone.
void done(Block&, std::uint64_t rule, std::int64_t time_ns);

// The operations (bit 1 << operation) for which a rule is armed that this role could hit; all while the
// block counts sites.
std::uint64_t operations_armed(const Block&, std::string_view role);

// A caller arrives at, or leaves, the gate of a rule (or its hang). A rule that is gone has an open gate.
void arrive(Block&, std::uint64_t rule);
void leave(Block&, std::uint64_t rule);
bool gate_open(const Block&, std::uint64_t rule);

// Whether `text` matches a Site's pattern ("", "exact", "begins*", "*ends").
bool matches(std::string_view pattern, std::string_view text);

}  // namespace ordeal::rule
