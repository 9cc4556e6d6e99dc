// nginx as the model server: serves one folder on loopback.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/process/child.hpp"

namespace ordeal {

class ModelServer {
 public:
  // Returns once it listens. Throws std::runtime_error when nginx is not installed, or does not start.
  ModelServer(const std::filesystem::path& served, const std::filesystem::path& scratch,
              const std::filesystem::path& log_folder, int port,
              const std::map<std::string, std::string>& environment);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // "" or why it did not end as asked.
  std::string stop();

 private:
  void wait_until_it_listens(const std::filesystem::path& pid_file);

  int port_;
  std::optional<process::Child> nginx_;
};

// A port of loopback that nobody listens on now, and that is not `kept` for somebody who will.
int free_port(int kept = 0);

}  // namespace ordeal
