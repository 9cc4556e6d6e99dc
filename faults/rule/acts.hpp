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

// Until whoever keeps the file system at ORDEAL_STUCK_SUFFIX gives it up; at once where there is none. Behind
// it comes no line of this where the process was killed meanwhile.
void sleep_out_of_reach(Block& block, std::uint64_t rule, const Hit& hit);

// That it hangs counts as done.
[[noreturn]] void never_return(Block& block, std::uint64_t rule, const Hit& hit);

// A child that does nothing and never ends. False: the kernel makes none.
bool start_child();

// The program's own handler of the signal is gone. False: the kernel refuses.
bool ignore_signal(int signal);

// Two files in the folder for temporary files (TMPDIR), one of them a lock as "….lock", and shared memory as
// LibTorch names it: torch_PID_…. False: not all could be made. Allocates nothing.
bool litter(int pid);

}  // namespace ordeal::rule
