// What programs hold of the machine, as its kernel counts it. Only where they are processes.
#pragma once

#include <cstdint>
#include <string>

namespace ordeal {

struct Usage {
  std::uint64_t memory_bytes = 0;  // its own pages: written, and shared with nobody
  std::size_t descriptors = 0, threads = 0;
};

class HostUsage {
 public:
  virtual ~HostUsage() = default;
  // Throws when no process has this role.
  virtual Usage usage(const std::string& role) = 0;
};

}  // namespace ordeal
