// Runs a command and prints what it cost as one line of JSON: wall time, processor time of it and of what it
// waited for, its peak memory, its exit code. A program this small of its own, since the peak of a child is
// never below that of who started it.
//
//   bench_measure OUTPUT COMMAND…      OUTPUT: the file that gets the command's standard output
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace {

double milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

bool measure(const char* output, char** command) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const auto from = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int error = posix_spawnp(&child, command[0], &files, nullptr, command, environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    std::fprintf(stderr, "bench_measure: %s does not start: %s\n", command[0], std::strerror(error));
    return false;
  }
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) return false;
  }
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - from;
  std::printf(R"({"wall_ms": %.3f, "user_ms": %.3f, "system_ms": %.3f, "peak_kib": %ld, "exit": %d})"
              "\n",
              wall.count(), milliseconds(usage.ru_utime), milliseconds(usage.ru_stime), usage.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_measure OUTPUT COMMAND…\n");
    return 2;
  }
  return measure(argv[1], argv + 2) ? 0 : 1;
}
