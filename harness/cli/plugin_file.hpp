// What a shared library asks of the program that loads it, read from its file before any of its code runs.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::cli {

// The symbols with this prefix that the library uses and does not define. The error names the file and says
// what it is instead of a shared library for this machine.
boost::system::result<std::vector<std::string>, std::string> wanted_symbols(const std::filesystem::path& file,
                                                                            std::string_view prefix);

}  // namespace ordeal::cli
