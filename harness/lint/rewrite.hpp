// Replaces a file's content so that it is at no time half written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ordeal::lint {

// Writes a file beside it and renames that; the permissions stay, a symbolic link goes on to point to it.
// Throws std::system_error, and leaves the file as it was.
void rewrite(const std::filesystem::path& file, std::string_view content);

}  // namespace ordeal::lint
