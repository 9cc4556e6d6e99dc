// The store's server as steps see it: a real process with a folder of its own. Steps take it as a parameter
// (Server& server); it is made once for each scenario and ended with it.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <ordeal/process.hpp>
#include <string>

class Server {
 public:
  Server();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Returns once it says that it is ready. All throw std::runtime_error with what the server said.
  void start();
  // Sends a line and gives the line that comes back; none when there is no answer within the limit.
  std::optional<std::string> ask(const std::string& line,
                                 std::chrono::milliseconds within = std::chrono::seconds(10));

  ordeal::process::Child& process();
  std::filesystem::path log() const { return folder_ / "log"; }
  std::filesystem::path output() const { return folder_ / "output.txt"; }

 private:
  std::filesystem::path folder_;
  std::optional<ordeal::process::Child> process_;
  int port_ = 0;
};
