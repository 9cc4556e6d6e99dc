// Where a file stands in its repository, as GitHub and GitLab name it, wherever in it the run takes place.
#pragma once

#include <filesystem>
#include <string>

namespace ordeal::reports {

class Repository {
 public:
  // Of the working folder: GITHUB_WORKSPACE or CI_PROJECT_DIR if it lies in one of them, else the nearest
  // folder around it that holds .git, else itself. What changes the working folder later changes nothing.
  static Repository of_working_folder();

  Repository(std::filesystem::path root, std::filesystem::path working_folder)
      : root_(std::move(root)), working_folder_(std::move(working_folder)) {}

  // "sub/features/a.feature" of "features/a.feature" in sub; of a file that is not there, but in a folder
  // further up, as a project's sources are, the path of that one. What lies outside stays as it is.
  std::string path_of(const std::string& uri) const;

 private:
  std::filesystem::path folder_of(const std::string& uri) const;

  std::filesystem::path root_, working_folder_;
};

}  // namespace ordeal::reports
