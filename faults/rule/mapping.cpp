#include "faults/rule/mapping.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace ordeal::rule {
namespace {

int open_file(const char* path, int flags) {
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags | O_RDWR | O_CLOEXEC, 0600));
}

void close_file(int file) {
  syscall(SYS_close, file);
}

Block* map(int file, int flags) {
  void* memory = mmap(nullptr, sizeof(Block), PROT_READ | PROT_WRITE, MAP_SHARED | flags, file, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Block*>(memory);
}

}  // namespace

Block* map_block(const char* path, char* problem, std::size_t size) {
  const int file = open_file(path, 0);
  if (file < 0) {
    std::snprintf(problem, size,
                  "cannot open the rule block %s: %s; the harness makes it before the process starts", path,
                  strerrordesc_np(errno));
    return nullptr;
  }
  struct stat found{};
  if (fstat(file, &found) != 0 || found.st_size != static_cast<off_t>(sizeof(Block))) {
    std::snprintf(problem, size,
                  "%s is no rule block of this build: it has %lld bytes, not %zu; use one build of "
                  "harness and libraries",
                  path, static_cast<long long>(found.st_size), sizeof(Block));
    close_file(file);
    return nullptr;
  }
  Block* block = map(file, 0);
  const int error = errno;
  close_file(file);
  if (!block) {
    std::snprintf(problem, size, "cannot map the rule block %s: %s", path, strerrordesc_np(error));
    return nullptr;
  }
  const std::uint64_t magic = block->magic.load(std::memory_order_acquire);
  if (magic == kMagic && block->version == kVersion && block->size == sizeof(Block)) return block;
  if (magic != kMagic)
    std::snprintf(problem, size, "%s is no rule block: it begins with %016llx, not %016llx", path,
                  static_cast<unsigned long long>(magic), static_cast<unsigned long long>(kMagic));
  else
    std::snprintf(problem, size,
                  "the rule block %s has version %u, this build needs %u; use one build of harness "
                  "and libraries",
                  path, block->version, kVersion);
  unmap_block(block);
  return nullptr;
}

Block* make_block(const char* path, char* problem, std::size_t size) {
  int file = -1;
  if (path) {
    file = open_file(path, O_CREAT | O_EXCL);
    if (file >= 0) errno = posix_fallocate(file, 0, sizeof(Block));
    if (file < 0 || errno != 0) {
      std::snprintf(problem, size, "cannot make the rule block %s (%zu bytes): %s", path, sizeof(Block),
                    strerrordesc_np(errno));
      if (file >= 0) close_file(file);
      return nullptr;
    }
  }
  Block* block = map(file, path ? 0 : MAP_ANONYMOUS);
  const int error = errno;
  if (file >= 0) close_file(file);
  if (!block) {
    std::snprintf(problem, size, "cannot map %zu bytes for a rule block: %s", sizeof(Block),
                  strerrordesc_np(error));
    return nullptr;
  }
  block->version = kVersion;
  block->size = sizeof(Block);
  block->now_ns.store(kWallTime);
  block->magic.store(kMagic, std::memory_order_release);
  return block;
}

void unmap_block(Block* block) {
  munmap(block, sizeof(Block));
}

}  // namespace ordeal::rule
