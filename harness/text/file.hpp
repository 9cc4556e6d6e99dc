// Whole files as texts.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <string>

namespace ordeal {

// Whatever the file is, a pipe, too; an ordinary one at one go. The error is the system's.
boost::system::result<std::string> content_of(const std::filesystem::path& file);

}  // namespace ordeal
