// Furnishes the fresh namespaces of an enclosure, from inside: own /proc, own tmpfs on /tmp and /dev/shm,
// loopback up, mounts that do not reach the machine. Called once, by the enclosure's first process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "harness/process/error.hpp"

namespace ordeal::process {

// In a new user namespace: this user becomes root inside. Only that one user and group exist there.
Result<void> map_user_to_root(unsigned user, unsigned group);

struct Places {
  std::vector<std::filesystem::path> visible;  // see EnclosureOptions
  std::uint64_t tmp_bytes, shared_memory_bytes;
};
Result<void> make_private_places(const Places&);

}  // namespace ordeal::process
