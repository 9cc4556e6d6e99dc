// What a strike does to the thread that met it, or to its process.
#pragma once

#include "faults/rule/engine.hpp"

namespace ordeal::rule {

// Of CLOCK_MONOTONIC.
std::int64_t monotonic_ns();

// As long as the strike says, by the block's time, or by the wall's where the block has none.
void sleep_for(Block& block, const Strike& strike, const Hit& hit);

// Until the rule's gate is open. That it is held there counts as done.
void wait_at_gate(Block& block, std::uint64_t rule, const Hit& hit);

// That it hangs counts as done.
[[noreturn]] void never_return(Block& block, std::uint64_t rule, const Hit& hit);

// A child that does nothing and never ends. False: the kernel makes none.
bool start_child();

}  // namespace ordeal::rule
