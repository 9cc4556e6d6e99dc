#include "harness/text/file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace ordeal {
namespace {

constexpr std::size_t part = std::size_t{64} << 10;

boost::system::error_code last_error() {
  return {errno, boost::system::generic_category()};
}

}  // namespace

boost::system::result<std::string> content_of(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"), &std::fclose);
  if (!stream) return last_error();
  std::setvbuf(stream.get(), nullptr, _IONBF, 0);  // the text is the buffer
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  std::size_t room = unknown ? part : size + 1;  // the one more finds the end
  std::string text;
  while (!std::feof(stream.get())) {
    const std::size_t before = text.size();
    text.resize(before + room);
    text.resize(before + std::fread(text.data() + before, 1, room, stream.get()));
    if (std::ferror(stream.get())) return last_error();
    room = part;
  }
  return text;
}

}  // namespace ordeal
