// What is there, by name, and what is there more than before: processes, listening ports, mounts, shared
// memory, files. A scenario takes a baseline at its start and audits before it ends: anything left over is
// "not healed". The kill test does the same outside.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/process/job.hpp"

namespace ordeal::process {

enum class Resource { process, port, mount, system_v_ipc, shared_memory_file, temporary_file };
const char* name_of(Resource);

struct Thing {
  Resource kind;
  std::string key;   // what makes it the same thing in two snapshots
  std::string name;  // for people: "process 12 `nginx -c x.conf`", "port tcp 127.0.0.1:7777 (nginx, pid 12)"
  bool operator<(const Thing& other) const { return std::tie(kind, key) < std::tie(other.kind, other.key); }
};

// Where to look. With namespaces everything visible belongs to the job; without them only what descends from
// the job's reaper, the ports that those processes hold, and the scratch folder are looked at; shared memory
// by difference.
struct AuditScope {
  pid_t root = 0;         // 0: all processes; else those that descend from it (the root itself not)
  std::string temporary;  // the folder whose entries count as temporary files
};
AuditScope scope_of(const JobContext&);
AuditScope whole_machine();

struct Baseline {
  AuditScope scope;
  std::set<Thing> things;
};
Baseline take_baseline(const AuditScope&);

// Things that are there now and were not at the baseline. This process and its ancestors never count. A
// zombie counts (its parent has not waited for it), unless the reaper is about to take it.
using Leftovers = std::vector<Thing>;
Leftovers audit(const Baseline&);

// One line each: "left over: port tcp 127.0.0.1:7777 (nginx, pid 12)".
std::string describe(const Leftovers&);

}  // namespace ordeal::process
