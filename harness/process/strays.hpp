// Clearing up without namespaces: what a job started is found by descent and by ORDEAL_RUN in its
// environment.
//
// Descent is complete while the reaper lives: it is a subreaper, so whatever loses its parent becomes its
// child. The environment also finds a process that a dead reaper left behind, if it was executed and kept its
// environment.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <string>

namespace ordeal::process {

// Ends every process that descends from `root` (0: none does) or carries `run` or a run inside it as
// ORDEAL_RUN, but not this one. Looks again until four looks in a row found nothing, since a process may fork
// while it is looked for. Reaps what becomes this process's own. Adds the numbers of all it met to `met`.
// Returns how many it ended.
int end_strays(const std::string& run, pid_t root, std::set<pid_t>& met);

// Removes System V shared memory that one of `creators` made and that nobody uses any more, the
// files in /dev/shm that carry `run` in their name, and `scratch`.
void remove_remains(const std::string& run, const std::set<pid_t>& creators,
                    const std::filesystem::path& scratch);

}  // namespace ordeal::process
