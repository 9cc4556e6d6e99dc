// The first process of an enclosure: furnishes it, forks the job, reaps orphans, and ends with the job, with
// the control pipe, or with its parent. It passes no signal on; only the control pipe's 's' makes it send
// SIGTERM to the job.
#pragma once

#include <filesystem>

#include "harness/process/descriptor.hpp"
#include "harness/process/enclosure.hpp"

namespace ordeal::process {

// What it says on the status pipe, as frames.
enum class ReaperSays : std::uint8_t {
  job_exited,     // payload: the code
  job_signalled,  // payload: the signal
  problem,        // payload: a sentence; no job was started
  strays,         // payload: how many processes it had to end (Way::subreaper)
};

struct ReaperEnds {
  Descriptor control;  // read end: 's' stop the job; end of file: the coordinator is gone or wants the end
  Descriptor results;  // write end, for the job
  Descriptor output;   // write end: stdout and stderr of everything inside
  Descriptor status;   // write end
};

// Runs in the process just cloned, with its namespaces; never returns to the coordinator's code.
[[noreturn]] void run_reaper(const EnclosureOptions&, const Work&, ReaperEnds, unsigned outer_user,
                             unsigned outer_group);

}  // namespace ordeal::process
