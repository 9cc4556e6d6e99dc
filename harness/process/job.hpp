// What a job sees of the enclosure it runs in.
#pragma once

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
  JobContext(std::string run, Way way, std::filesystem::path scratch, Descriptor results)
      : run_(std::move(run)), way_(way), scratch_(std::move(scratch)), results_(std::move(results)) {}

  // The enclosure's own id, also in the environment as ORDEAL_RUN. A file in /dev/shm that carries it in its
  // name is removed with the enclosure whatever the way.
  const std::string& run() const { return run_; }
  Way way() const { return way_; }
  // A folder of this job alone, gone with the enclosure: /tmp itself where there are namespaces. TMPDIR names
  // it.
  const std::filesystem::path& scratch() const { return scratch_; }

  // Sends a frame to the coordinator's callback, in order; blocks while the pipe is full. Any thread.
  Result<void> send(std::uint8_t type, std::string_view payload);

 private:
  std::string run_;
  Way way_;
  std::filesystem::path scratch_;
  Descriptor results_;
  std::mutex sending_;
};

// Runs in a forked copy of the coordinator's process, so that it sees everything parsed so far; what it
// changes stays there. Its return value is the exit code. It ends by _exit: no destructor of the
// coordinator's objects runs in it. An exception that leaves it is written to stderr and counts as exit
// code 70. The coordinator's descriptors are closed in it, but for the standard three.
using Work = std::function<int(JobContext&)>;

}  // namespace ordeal::process
