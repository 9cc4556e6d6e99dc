#include "steps/generic/tool.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "harness/process/child.hpp"

namespace ordeal {

std::filesystem::path program_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

ToolResult run_tool(const std::vector<std::string>& argv, const std::filesystem::path& scratch,
                    std::chrono::milliseconds limit, const std::map<std::string, std::string>& environment) {
  static int runs = 0;
  const auto output = scratch / ("tool-" + std::to_string(++runs) + ".txt");
  auto child =
      process::Child::spawn({.argv = argv, .environment = environment, .output = output, .errors = output});
  if (!child) throw std::runtime_error(child.error().message);
  const auto ended = child->wait(limit);
  if (!ended) {
    throw std::runtime_error(argv[0] + " has not ended after " + std::to_string(limit.count()) + " ms");
  }
  std::ostringstream text;
  text << std::ifstream(output).rdbuf();
  return {.exit_code = ended->as_shell(), .output = text.str()};
}

}  // namespace ordeal
