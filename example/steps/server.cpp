#include "server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace std::chrono_literals;
using ordeal::process::Child;
namespace fs = std::filesystem;

Server::Server() {
  // Each scenario has its own TMPDIR, which is gone with it (but for --isolate none).
  std::string folder = fs::temp_directory_path() / "kv-XXXXXX";
  if (!mkdtemp(folder.data())) throw std::runtime_error("cannot make " + folder);
  folder_ = folder;
}

Server::~Server() {
  process_.reset();  // ends it
  std::error_code gone_already;
  fs::remove_all(folder_, gone_already);
}

void Server::start() {
  fs::remove(output());
  auto child = Child::spawn({.argv = {KV_SERVER, folder_}, .output = output(), .errors = output()});
  if (!child) throw std::runtime_error(child.error().message);
  process_.emplace(std::move(*child));
  const std::string ready = "ready on port ";
  const auto line = ordeal::process::await_line(*process_, output(), ready, 20s);
  if (!line) {
    std::ostringstream said;
    said << std::ifstream(output()).rdbuf();
    throw std::runtime_error("the server is not ready; it said: " + said.str());
  }
  port_ = std::stoi(line->substr(ready.size()));
}

Child& Server::process() {
  if (!process_) throw std::runtime_error("no server was started before this step");
  return *process_;
}

std::optional<std::string> Server::ask(const std::string& line, std::chrono::milliseconds within) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{.tv_sec = within.count() / 1000, .tv_usec = within.count() % 1000 * 1000};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = line + "\n";
    send(connection, request.data(), request.size(), MSG_NOSIGNAL);
    char buffer[1024];
    for (ssize_t n; !answer.ends_with('\n') && (n = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(n));
    }
  }
  close(connection);
  if (!answer.ends_with('\n')) return std::nullopt;
  answer.pop_back();
  return answer;
}
