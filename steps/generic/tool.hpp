// Runs an ordinary program to its end and reads what it says: ffprobe, file, ordeal itself.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ordeal {

struct ToolResult {
  int exit_code = 0;   // 128+N by signal N
  std::string output;  // stdout and stderr
};

// `scratch`: a folder for its output. Throws std::runtime_error when the program cannot be started, or has
// not ended within the limit (it is killed then); both name it.
ToolResult run_tool(const std::vector<std::string>& argv, const std::filesystem::path& scratch,
                    std::chrono::milliseconds limit = std::chrono::seconds(50),
                    const std::map<std::string, std::string>& environment = {});

// The folder of the programs that are built beside `ordeal`.
std::filesystem::path program_folder();

}  // namespace ordeal
