// The text of a feature file, as UTF-8.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

namespace ordeal::run {

// Nobody writes more. What a file just below it costs, by `/usr/bin/time -v ordeal parse --format errors
// FILE`, "Maximum resident set size": 86 MB and 0.1 s with scenarios of five ordinary steps (126 MB printed
// as ast), 543 MB and 1.4 s with a step in every three bytes; what is refused by its size or its beginning 13
// MB, what is refused for its last line 25 MB, 71 MB with a step in every three bytes.
inline constexpr std::size_t kLargestFeature = std::size_t{8} << 20;  // bytes

// The error says what is wrong, with the file's name in front. What can be no feature is refused by its size
// or its beginning, before much of it is in memory.
boost::system::result<std::string, std::string> feature_text(const std::filesystem::path& file);

}  // namespace ordeal::run
