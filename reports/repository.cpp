#include "reports/repository.hpp"

#include <cstdlib>

namespace ordeal::reports {
namespace fs = std::filesystem;
namespace {

bool lies_in(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

fs::path resolved(const fs::path& path) {
  std::error_code stays_as_it_is;
  const fs::path real = fs::weakly_canonical(path, stays_as_it_is);
  return stays_as_it_is ? path : real;
}

}  // namespace

Repository Repository::of_working_folder() {
  std::error_code unknown;
  const fs::path here = resolved(fs::current_path(unknown));
  for (const char* variable : {"GITHUB_WORKSPACE", "CI_PROJECT_DIR"}) {
    const char* value = std::getenv(variable);
    const fs::path named = value == nullptr || *value == '\0' ? fs::path() : resolved(value);
    if (!named.empty() && lies_in(here, named)) return {named, here};
  }
  for (fs::path folder = here; !folder.empty(); folder = folder.parent_path()) {
    std::error_code none;
    if (fs::exists(folder / ".git", none)) return {folder, here};
    if (folder == folder.parent_path()) break;
  }
  return {here, here};
}

// The working folder, or the nearest one around it that has the file: sources are named from their project's.
fs::path Repository::folder_of(const std::string& uri) const {
  for (fs::path folder = working_folder_; lies_in(folder, root_); folder = folder.parent_path()) {
    std::error_code not_there;
    if (fs::exists(folder / uri, not_there)) return folder;
    if (folder == root_) break;
  }
  return working_folder_;
}

std::string Repository::path_of(const std::string& uri) const {
  if (uri.empty()) return uri;
  const fs::path file = (folder_of(uri) / uri).lexically_normal();
  return lies_in(file, root_) ? file.lexically_relative(root_).generic_string() : uri;
}

}  // namespace ordeal::reports
