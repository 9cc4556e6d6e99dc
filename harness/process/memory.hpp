// How much memory processes hold.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "harness/process/process_table.hpp"

namespace ordeal::process {

struct MemoryUse {
  std::uint64_t bytes = 0;        // of all of them
  std::string largest;            // the command of the one that holds most, with its number
  std::uint64_t largest_has = 0;  // bytes

  // "its processes held 900 bytes of memory, more than the 800 …", with the largest.
  std::string more_than(std::uint64_t limit) const;
};

// Anonymous memory of one process, resident or swapped out. What it shares, such as a copy with its original
// until one of them writes, counts in parts. 0: it has ended, or may not be read.
std::uint64_t anonymous_bytes_of(pid_t pid);

// That of `root` and all that descends from it: the sum is exact, and what the harness itself holds hardly
// counts. No address space that is only reserved, no files.
MemoryUse memory_of(pid_t root, const std::vector<Process>& all);

}  // namespace ordeal::process
