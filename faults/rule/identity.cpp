#include "faults/rule/identity.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace ordeal::rule {
namespace {

// Reads a small file; returns the bytes, ended by 0.
template <std::size_t N>
long read_file(const char* path, char (&into)[N]) {
  const long file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  const long length = syscall(SYS_read, file, into, N - 1);
  syscall(SYS_close, file);
  if (length >= 0) into[length] = 0;
  return length;
}

struct Status {
  char state = 0;                // as ps shows it: R, S, Z …
  std::uint64_t start_time = 0;  // field 22; 0: no such process, or no /proc
};

// The name, field 2, may hold spaces and brackets itself: fields are counted from its end.
Status read_status(const char* path) {
  char line[1024];
  if (read_file(path, line) <= 0) return {};
  const char* at = std::strrchr(line, ')');
  if (!at || at[1] != ' ') return {};
  const char state = at[2];
  for (int field = 2; at && field < 22; ++field) at = std::strchr(at + 1, ' ');
  return at ? Status{state, std::strtoull(at, nullptr, 10)} : Status{};
}

std::uint64_t own_namespace() {
  struct stat found{};
  return syscall(SYS_newfstatat, AT_FDCWD, "/proc/self/ns/pid", &found, 0) == 0 ? found.st_ino : 0;
}

}  // namespace

Identity own_identity() {
  return {static_cast<int>(syscall(SYS_getpid)), own_namespace(), read_status("/proc/self/stat").start_time};
}

bool is_alive(const Identity& process) {
  if (process.pid_namespace != own_namespace()) return true;
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/stat", process.pid);
  const Status status = read_status(path);
  return status.start_time == process.start_time && status.state != 'Z' && status.state != 'X';
}

Text<16> own_name() {
  Text<16> name{};
  char line[32];
  const long length = read_file("/proc/self/comm", line);
  if (length > 1) {
    set_text(name, line, static_cast<std::size_t>(length - 1));  // without the newline
  } else {
    prctl(PR_GET_NAME, name.data());
  }
  return name;
}

}  // namespace ordeal::rule
