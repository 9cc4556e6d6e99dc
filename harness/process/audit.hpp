// What is there, by name, and what is there more than before: processes, listening ports, mounts, shared
// memory, files. A scenario takes a baseline at its start and audits before it ends: anything left over is
// "not healed". The kill test does the same outside.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "harness/process/job.hpp"

namespace ordeal::process {

enum class Resource { process, port, mount, system_v_ipc, shared_memory_file, temporary_file };

struct Thing {
  Resource kind;
  std::string key;   // what makes it the same thing in two snapshots
  std::string name;  // for people: "process 12 `nginx -c x.conf`", "port tcp 127.0.0.1:7777 (nginx, pid 12)"
  pid_t runs = 0;    // of a process that has not ended
  bool operator<(const Thing& other) const { return std::tie(kind, key) < std::tie(other.kind, other.key); }
};

// Where to look.
struct AuditScope {
  pid_t root = 0;  // 0: all processes and ports; else the processes that descend from it, and their ports
  std::string run =
      "";  // not empty: files in /dev/shm that carry another run's id in their name do not count
  std::filesystem::path temporary;  // the folder whose contents count as temporary files
};
// What belongs to this job: with namespaces everything that can be seen, without them what descends from its
// reaper and its scratch folder. Mounts and shared memory are by difference alone, so that without namespaces
// another program's may be named, too, though no other scenario's.
AuditScope scope_of(const JobContext&);
// All this process can see, /tmp included.
AuditScope everything_here();

struct Baseline {
  AuditScope scope;
  std::set<Thing> things;
};
Baseline take_baseline(const AuditScope&);

// Things that are there now and were not at the baseline, as of this moment: what is about to end still
// counts, so a caller may look again. This process and those it descends from never count, nor does a zombie
// whose parent is the reaper; another zombie does, since somebody forgot to wait for it. Of what `may_stay`
// says yes to nothing is said; what is in a folder that may stay is still asked about. A new folder that may
// not stands for all that is in it.
using Leftovers = std::vector<Thing>;
Leftovers audit(const Baseline&, const std::function<bool(const Thing&)>& may_stay = nullptr);

// Until one of the processes among them has ended, which may be all that the others wait for. False: none of
// them runs, or none has ended within that time.
bool wait_for_an_end(const Leftovers&, std::chrono::milliseconds within);

// One line each: "left over: port tcp 127.0.0.1:7777 (nginx, pid 12)".
std::string describe(const Leftovers&);

}  // namespace ordeal::process
