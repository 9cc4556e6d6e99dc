#include "pipeline/real/http/served_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

constexpr std::size_t kBlock = 256 << 10;

}  // namespace

std::string content_type(const std::string& path) {
  const std::pair<std::string_view, const char*> types[] = {{".wav", "audio/wav"},
                                                            {".png", "image/png"},
                                                            {".avi", "video/x-msvideo"},
                                                            {".json", "application/json"}};
  for (const auto& [ending, type] : types) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

Result<std::shared_ptr<ServedFile>> open_served(const std::string& path) {
  auto file = std::make_shared<ServedFile>();
  file->descriptor = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat found{};
  if (!file->descriptor || ::fstat(file->descriptor.get(), &found) != 0) {
    return storage_error(errno, "open", path);
  }
  if (!S_ISREG(found.st_mode)) return storage_error(EISDIR, "open", path);
  file->size = found.st_size;
  return file;
}

std::string read_block(const ServedFile& file) {
  std::string block(kBlock, '\0');
  const auto got = ::read(file.descriptor.get(), block.data(), block.size());
  block.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return block;
}

}  // namespace slots
