// One job in a room of its own that the kernel clears when the job, or the harness, is gone.
//
//   coordinator ── clone ──▶ reaper (PID 1 of the enclosure) ── fork ──▶ job ──▶ whatever the job starts
//
// Inside: own PID, network, mount, IPC and UTS namespaces, own /proc, own tmpfs on /tmp and /dev/shm,
// loopback up. The rest of the file system is as outside. The reaper ends with the job, when the control pipe
// breaks and when its parent dies; then the kernel ends everything inside, also what called setsid or cleared
// its environment.
//
// Way::subreaper is for machines that refuse namespaces (Docker's default): processes are ended all the same,
// by descent and by ORDEAL_RUN in their environment; ports, /tmp and /dev/shm are shared with the machine.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/process/descriptor.hpp"
#include "harness/process/job.hpp"
#include "harness/process/pidfd.hpp"

namespace ordeal::process {

struct EnclosureOptions {
  std::string run;            // ORDEAL_RUN: unique among all enclosures of this machine
  std::string name;           // for messages: the scenario's
  Way way = Way::namespaces;  // as probe() found
  std::vector<std::filesystem::path>
      visible;  // folders that must stay visible and writable although they lie
                // below /tmp or /dev/shm: evidence folder, checkout. The working
                // directory and the program's own folder are added by themselves.
  std::uint64_t tmp_bytes = std::uint64_t{1} << 30;              // limit of the tmpfs on /tmp
  std::uint64_t shared_memory_bytes = std::uint64_t{512} << 20;  // limit of the tmpfs on /dev/shm

  // The job's own folder: below its own /tmp, or without namespaces below the machine's.
  std::filesystem::path scratch() const;
};

// Whether each enclosure has its own in place of this folder: /tmp or /dev/shm itself, which cannot be kept
// visible.
bool is_private_place(const std::filesystem::path& folder);

// A fresh id for EnclosureOptions::run. Inside an enclosure it continues the outer one's, so that what an
// inner run leaves when it is killed is known as the outer one's, too.
std::string new_run_id();

// Whether the id is this run's, or that of a run inside it.
bool is_of_run(const std::string& id, const std::string& run);

class Enclosure {
 public:
  // Forks: this process must have one thread. Buffered output is flushed first. An error leaves nothing
  // behind. That the enclosure could not be furnished (a mount refused) comes later, in the Report.
  [[nodiscard]] static Result<Enclosure> start(const EnclosureOptions&, const Work&);

  Enclosure(Enclosure&&) noexcept = default;
  Enclosure& operator=(Enclosure&&) = delete;
  ~Enclosure();  // end() and wait for it

  // For poll(); all non-blocking to read.
  int results() const { return results_.get(); }  // frames of the job
  int output() const { return output_.get(); }    // stdout and stderr of the job and all it started
  int reaper() const { return reaper_.get(); }    // pidfd: readable when the enclosure is empty

  pid_t reaper_pid() const { return reaper_pid_; }

  // Asks the job to stop: SIGTERM to the job process alone.
  void ask_to_stop();
  // Ends everything inside; reaper() becomes readable when that is done.
  void end();

  // What the reaper said in the end.
  struct Report {
    std::optional<ExitStatus> job;  // none: the job was ended from outside before it ended by itself
    bool furnished = true;          // false: there was never a job; `problem` says why
    std::string problem;            // that, or that the reaper itself was killed
    int strays = 0;                 // Way::subreaper: processes that were left over and had to be ended
  };
  // Reaps the reaper, and ends it where it should be gone and is not. Call once.
  Report close();

 private:
  Enclosure(EnclosureOptions, pid_t, Descriptor reaper, Descriptor control, Descriptor results,
            Descriptor output, Descriptor status);

  EnclosureOptions options_;
  pid_t reaper_pid_ = -1;
  Descriptor reaper_, control_, results_, output_, status_;
  bool ended_ = false;  // by end(): that the reaper dies of a signal is then no surprise
};

}  // namespace ordeal::process
