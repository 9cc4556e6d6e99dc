// For tests of what names files by their path in the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace ordeal::reports {

// As long as it lives, the working folder is the repository's root, wherever the tests run.
class RootIsWorkingFolder {
 public:
  RootIsWorkingFolder() {
    if (const char* value = std::getenv(kVariable)) before_ = value;
    ::setenv(kVariable, std::filesystem::current_path().c_str(), 1);
  }
  ~RootIsWorkingFolder() {
    if (before_) {
      ::setenv(kVariable, before_->c_str(), 1);
    } else {
      ::unsetenv(kVariable);
    }
  }
  RootIsWorkingFolder(const RootIsWorkingFolder&) = delete;

 private:
  static constexpr const char* kVariable = "GITHUB_WORKSPACE";
  std::optional<std::string> before_;
};

}  // namespace ordeal::reports
