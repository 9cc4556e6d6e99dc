// The life of the job's own process, from the reaper's fork to _exit.
#pragma once

#include "harness/process/job.hpp"

namespace ordeal::process {

// `output` is in place as stdout and stderr already; `results` is the write end of the frames' pipe.
[[noreturn]] void run_job(JobContext::Facts, const Work&, Descriptor results);

}  // namespace ordeal::process
