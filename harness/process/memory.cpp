#include "harness/process/memory.hpp"

#include <algorithm>
#include <sstream>

namespace ordeal::process {

// /proc/PID/smaps_rollup: "Pss_Anon:   112 kB", where a kB is 1024 bytes.
std::uint64_t anonymous_bytes_of(pid_t pid) {
  std::istringstream lines(read_proc("/proc/" + std::to_string(pid) + "/smaps_rollup"));
  std::uint64_t kibibytes = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint64_t count = 0;
    fields >> name >> count;
    if (name == "Pss_Anon:" || name == "SwapPss:") kibibytes += count;
  }
  return kibibytes << 10;
}

std::string MemoryUse::more_than(std::uint64_t limit) const {
  return "its processes held " + std::to_string(bytes) + " bytes of memory, more than the limit of " +
         std::to_string(limit) + " bytes; most of it, " + std::to_string(largest_has) + " bytes, " + largest;
}

MemoryUse memory_of(pid_t root, const std::vector<Process>& all) {
  std::vector<Process> counted = descendants_of(root, all);
  const auto itself = std::ranges::find(all, root, &Process::pid);
  if (itself != all.end()) counted.push_back(*itself);
  MemoryUse use;
  const Process* largest = nullptr;
  for (const Process& process : counted) {
    const std::uint64_t has = anonymous_bytes_of(process.pid);
    use.bytes += has;
    if (largest && has <= use.largest_has) continue;
    largest = &process;
    use.largest_has = has;
  }
  if (largest) use.largest = "process " + std::to_string(largest->pid) + ", " + command_of(*largest);
  return use;
}

}  // namespace ordeal::process
