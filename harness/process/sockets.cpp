#include "harness/process/sockets.hpp"

#include <arpa/inet.h>
#include <string.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace ordeal::process {

namespace {

struct Table {
  const char* file;
  const char* name;
  const char* state;  // as /proc/net shows it: 0A listening, 07 unconnected (UDP)
};
constexpr Table kTables[] = {{"/proc/self/net/tcp", "tcp", "0A"},
                             {"/proc/self/net/tcp6", "tcp6", "0A"},
                             {"/proc/self/net/udp", "udp", "07"},
                             {"/proc/self/net/udp6", "udp6", "07"}};

// "0100007F:1E61": 32-bit words in the machine's byte order, then the port.
std::string address_from_hex(const std::string& text) {
  const auto colon = text.find(':');
  std::uint32_t words[4] = {};
  const std::size_t count = colon / 8;
  for (std::size_t i = 0; i < count && i < 4; ++i)
    words[i] = strtoul(text.substr(8 * i, 8).c_str(), nullptr, 16);
  char shown[INET6_ADDRSTRLEN] = "?";
  inet_ntop(count == 1 ? AF_INET : AF_INET6, words, shown, sizeof shown);
  const auto port = std::to_string(strtoul(text.c_str() + colon + 1, nullptr, 16));
  return count == 1 ? std::string(shown) + ":" + port : "[" + std::string(shown) + "]:" + port;
}

bool holds(const Process& process, const std::string& link) {
  std::error_code gone;  // the process may end, or be another user's
  const auto folder = "/proc/" + std::to_string(process.pid) + "/fd";
  for (std::filesystem::directory_iterator it(folder, gone), end; !gone && it != end; it.increment(gone))
    if (std::error_code closed; std::filesystem::read_symlink(it->path(), closed) == link) return true;
  return false;
}

}  // namespace

std::vector<WaitingSocket> list_waiting_sockets() {
  std::vector<WaitingSocket> found;
  for (const auto& table : kTables) {
    std::istringstream lines(read_proc(table.file));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      std::istringstream fields(line);
      std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
      fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >>
          inode;
      if (fields && state == table.state)
        found.push_back({std::string(table.name) + " " + address_from_hex(local), inode});
    }
  }
  return found;
}

std::vector<Process> holders_of(const std::string& inode, const std::vector<Process>& processes) {
  std::vector<Process> found;
  for (const auto& process : processes)
    if (holds(process, "socket:[" + inode + "]")) found.push_back(process);
  return found;
}

}  // namespace ordeal::process
