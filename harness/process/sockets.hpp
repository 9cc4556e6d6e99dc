// Sockets that wait for others: listening TCP, bound UDP. As this network namespace shows them.
#pragma once

#include <string>
#include <vector>

#include "harness/process/process_table.hpp"

namespace ordeal::process {

struct WaitingSocket {
  std::string address;  // "tcp 127.0.0.1:7777", "udp6 [::1]:53"
  std::string inode;    // tells two sockets of one address apart
};
std::vector<WaitingSocket> list_waiting_sockets();

// Those of the processes that hold the socket open.
std::vector<Process> holders_of(const std::string& inode, const std::vector<Process>& processes);

}  // namespace ordeal::process
