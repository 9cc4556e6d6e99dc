// What a dead process has left on the machine under its own number.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace slots {

// Removes the shared memory that LibTorch names by its process, torch_PID_…, from `folder`: the kernel keeps
// it for ever. How many pieces there were. Only once the process is gone and reaped.
std::size_t remove_shared_memory_of(pid_t gone, const std::string& folder = "/dev/shm");

}  // namespace slots
