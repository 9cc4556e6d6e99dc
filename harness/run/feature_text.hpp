// The text of a feature file, as UTF-8.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

namespace ordeal::run {

inline constexpr std::size_t kLargestFeature = std::size_t{32} << 20;  // bytes; nobody writes more

// The error says what is wrong, with the file's name in front. What can be no feature is refused by its size
// or its beginning, before much of it is in memory.
boost::system::result<std::string, std::string> feature_text(const std::filesystem::path& file);

}  // namespace ordeal::run
