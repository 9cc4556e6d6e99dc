// The message streams that runs have written, read again line by line.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ordeal::messages {

// A line holds one message; the longest are attachments.
inline constexpr std::size_t kLongestLine = std::size_t{64} << 20;  // bytes

struct StreamEnd {
  bool cut_off = false;  // in the middle of a line: who wrote it was killed. That line is left out
};

// Gives each line that is not empty to `on_line`, without its newline; what that says against a line ends the
// reading. The error names the file and the line: one that cannot be read, holds no message at all, holds a
// line of more than `longest` bytes, or one that `on_line` refused.
boost::system::result<StreamEnd, std::string> read_stream(
    const std::filesystem::path& file,
    const std::function<boost::system::result<void, std::string>(std::string_view)>& on_line,
    std::size_t longest = kLongestLine);

}  // namespace ordeal::messages
