// What a scenario needs of the machine, so that a machine that lacks it does not look like a subject that
// fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace ordeal::process {

struct MachineNeeds {
  std::uint64_t disk_bytes = std::uint64_t{16} << 20;  // free where evidence is kept; a scenario leaves 1 MB
  std::uint64_t files = 64;        // that can still be made there, where the file system counts them
  std::uint64_t descriptors = 64;  // that this process can still open
};

// What is missing, with both numbers and the next action; nothing: all is there. `folder`: where evidence is
// kept; it, or something above it, exists.
std::optional<std::string> what_machine_lacks(const std::filesystem::path& folder, const MachineNeeds& = {});

// How many of so many scenarios this process can follow at the same time, with the descriptors that it may
// still open; at least one. `at_once`: above 0.
int affordable(int at_once);

// Whether an errno says that the machine has no more of something: room, descriptors, memory, processes.
bool is_lack(int number);

}  // namespace ordeal::process
