#include "pipeline/real/storage/files.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <vector>

#include "pipeline/env/trace.hpp"
#include "pipeline/protocol/sha256.hpp"
#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

constexpr std::size_t kBlock = 256 << 10;

// Said in full, since an Error can be made of a string, too, and so the plain conversion is ambiguous.
Result<std::string> text(std::string contents) {
  return Result<std::string>(boost::system::in_place_value, std::move(contents));
}

Result<std::string> read_whole(const std::string& path, std::int64_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return storage_error(errno, "open", path);
  std::string contents;
  for (;;) {
    const auto before = contents.size();
    contents.resize(before + kBlock);
    const auto got = ::read(file.get(), contents.data() + before, kBlock);
    if (got < 0) return storage_error(errno, "read", path);
    contents.resize(before + static_cast<std::size_t>(got));
    if (static_cast<std::int64_t>(contents.size()) > limit) {
      return Error{
          .code = "PAYLOAD_TOO_LARGE",
          .message = file_name(path) + " has more than the " + std::to_string(limit) + " bytes allowed"};
    }
    if (got == 0) return text(std::move(contents));
  }
}

Result<void> write_all(int file, const std::string& contents, const std::string& path) {
  for (std::size_t done = 0; done < contents.size();) {
    const auto wrote = ::write(file, contents.data() + done, contents.size() - done);
    if (wrote < 0) return storage_error(errno, "write", path);
    done += static_cast<std::size_t>(wrote);
  }
  if (::fsync(file) != 0) return storage_error(errno, "write", path);
  return {};
}

Result<void> sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::fsync(opened.get()) != 0) return storage_error(errno, "write the folder of", path);
  return {};
}

// A new folder is there after a loss of power once the one above it was written.
Result<void> make_folders_durably(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<fs::path> missing;
  std::error_code error;
  for (auto part = fs::absolute(path).lexically_normal();
       !fs::exists(part, error) && part.has_relative_path(); part = part.parent_path()) {
    missing.push_back(part);
  }
  fs::create_directories(path, error);
  if (error) return storage_error(error.value(), "make the folder", path);
  for (auto made = missing.rbegin(); made != missing.rend(); ++made) {
    if (auto synced = sync_folder_of(made->string()); !synced) return synced;
  }
  return {};
}

Result<void> rename_durably(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return storage_error(errno, "rename", from);
  return sync_folder_of(to);
}

Result<void> write_whole(const std::string& path, const std::string& contents) {
  static std::atomic<unsigned> number{0};
  const std::string part = path + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
  Result<void> written;
  {
    const Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file) return storage_error(errno, "create", path);
    written = write_all(file.get(), contents, path);
  }
  if (written) written = rename_durably(part, path);
  if (!written) ::unlink(part.c_str());
  return written;
}

Result<std::string> sha256_of(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return storage_error(errno, "open", path, "MODEL_NOT_FOUND");
  Sha256 sum;
  std::string block(kBlock, '\0');
  for (;;) {
    const auto got = ::read(file.get(), block.data(), block.size());
    if (got < 0) return storage_error(errno, "read", path);
    if (got == 0) break;
    sum.add(block.data(), static_cast<std::size_t>(got));
  }
  return text(sum.hex());
}

}  // namespace

Task<Result<std::string>> RealFiles::read(std::string path, std::int64_t limit_bytes) {
  trace_mark("files.read");
  return reactor_.blocking([path = std::move(path), limit_bytes] { return read_whole(path, limit_bytes); });
}

Task<Result<void>> RealFiles::write(std::string path, std::string contents) {
  trace_mark("files.write");
  return reactor_.blocking(
      [path = std::move(path), contents = std::move(contents)] { return write_whole(path, contents); });
}

Task<Result<std::string>> RealFiles::sha256(std::string path) {
  trace_mark("files.sha256");
  return reactor_.blocking([path = std::move(path)] { return sha256_of(path); });
}

Task<Result<void>> RealFiles::rename(std::string from, std::string to) {
  trace_mark("files.rename");
  return reactor_.blocking([from = std::move(from), to = std::move(to)] { return rename_durably(from, to); });
}

Task<Result<void>> RealFiles::remove_all(std::string path) {
  trace_mark("files.remove_all");
  return reactor_.blocking([path = std::move(path)]() -> Result<void> {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return storage_error(error.value(), "remove", path);
    return {};
  });
}

Task<Result<void>> RealFiles::make_folder(std::string path) {
  trace_mark("files.make_folder");
  return reactor_.blocking([path = std::move(path)] { return make_folders_durably(path); });
}

}  // namespace slots
