#include "pipeline/real/processes/leavings.hpp"

#include <filesystem>

namespace slots {

std::size_t remove_shared_memory_of(pid_t gone, const std::string& folder) {
  const std::string prefix = "torch_" + std::to_string(gone) + "_";
  std::size_t removed = 0;
  std::error_code problem;  // a machine without such a folder has no such memory
  for (const auto& piece : std::filesystem::directory_iterator(folder, problem)) {
    if (piece.path().filename().string().starts_with(prefix))
      removed += std::filesystem::remove(piece.path(), problem);
  }
  return removed;
}

}  // namespace slots
