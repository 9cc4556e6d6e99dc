// What a job sees of the enclosure it runs in.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "harness/process/descriptor.hpp"
#include "harness/process/error.hpp"
#include "harness/process/way.hpp"

namespace ordeal::process {

class JobContext {
 public:
  struct Facts {
    std::string name;  // the job's
    std::string run;   // the enclosure's own id, also in the environment as ORDEAL_RUN. A file in /dev/shm
                       // that carries it in its name is removed with the enclosure, whatever the way.
    Way way;
    std::filesystem::path scratch;  // a folder of this job alone, gone with the enclosure; TMPDIR names it
    pid_t reaper;                   // the enclosure's first process; 1 where there are namespaces
  };

  JobContext(Facts facts, Descriptor results) : facts_(std::move(facts)), results_(std::move(results)) {}

  const Facts& facts() const { return facts_; }

  // Sends a frame to the coordinator's callback, in order; blocks while the pipe is full. Any thread.
  Result<void> send(std::uint8_t type, std::string_view payload);

 private:
  Facts facts_;
  Descriptor results_;
  std::mutex sending_;
};

// Runs in a forked copy of the coordinator's process, so that it sees everything parsed so far; what it
// changes stays there. Its return value is the exit code. It ends by _exit: no destructor of the
// coordinator's objects runs in it. An exception that leaves it is written to stderr and counts as exit
// code 70. The coordinator's descriptors are closed in it, but for the standard three; it leads a session of
// its own, and its signals are at their defaults.
using Work = std::function<int(JobContext&)>;

}  // namespace ordeal::process
