// What stands in a shared library's table of symbols, read from its file before any of its code runs.
#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::cli {

struct LibrarySymbol {
  std::string name;
  bool wanted = false;  // the library uses it, and the program must have it
};

// Those with this prefix. The error names the file and says what it is instead of a shared library for this
// machine.
boost::system::result<std::vector<LibrarySymbol>, std::string> symbols_of(const std::filesystem::path& file,
                                                                          std::string_view prefix);

}  // namespace ordeal::cli
