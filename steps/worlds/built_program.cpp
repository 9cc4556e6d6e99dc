#include "steps/worlds/built_program.hpp"

#include <stdexcept>

#include "harness/definitions/step_result.hpp"
#include "harness/process/machine.hpp"
#include "steps/generic/tool.hpp"

namespace ordeal {

std::filesystem::path built_program(const std::string& name) {
  const std::filesystem::path program = program_folder() / name;
  if (!std::filesystem::exists(program)) {
    throw std::runtime_error(name + " is missing beside ordeal (" + program_folder().string() +
                             "); run ci/build");
  }
  return program;
}

process::Child start_program(const std::string& who, const process::ChildOptions& options) {
  auto child = process::Child::spawn(options);
  if (child) return std::move(*child);
  const std::string what = who + " does not start: " + child.error().message;
  if (process::is_lack(child.error().number)) throw MachineLacks(what);
  throw std::runtime_error(what);
}

}  // namespace ordeal
