// Many clients connect to a server and say nothing. Lands: the kernel says that each connection was made.
// Heals: they are closed.
#pragma once

#include <vector>

#include "faults/fault.hpp"
#include "harness/process/descriptor.hpp"

namespace ordeal {

class IdleClients final : public Fault {
 public:
  // To a port of the loopback address. Throws std::runtime_error when this machine does not allow a process
  // so many connections; it names both numbers.
  IdleClients(int port, std::size_t number);
  ~IdleClients() override;
  IdleClients(const IdleClients&) = delete;
  IdleClients& operator=(const IdleClients&) = delete;

  std::string name() const override;
  Evidence landed() const override;
  void cure() override;

 private:
  std::size_t number_, connected_ = 0;
  std::size_t limit_before_;
  std::vector<process::Descriptor> sockets_;
};

}  // namespace ordeal
