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
  // Throws std::runtime_error when nginx is not installed or does not start; its own words are in the
  // message.
  ModelServer(const std::filesystem::path& served, const std::filesystem::path& scratch,
              const std::filesystem::path& log_folder, int port,
              const std::map<std::string, std::string>& environment);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  bool listens() const;
  // "" or why it did not end as asked.
  std::string stop();

 private:
  int port_;
  std::optional<process::Child> nginx_;
};

// A port of loopback that nobody listens on now.
int free_port();

}  // namespace ordeal
