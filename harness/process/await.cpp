#include "harness/process/await.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ordeal::process {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTurn{2};

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 1'000'000));
}

std::optional<std::string> line_with(const std::filesystem::path& file, std::string_view text) {
  std::ifstream stream(file);
  std::string line;
  while (std::getline(stream, line) && !stream.eof()) {  // a line without its end is still being written
    if (line.find(text) != std::string::npos) return line;
  }
  return std::nullopt;
}

Descriptor watch(const std::filesystem::path& file) {
  Descriptor events(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!events || inotify_add_watch(events.get(), file.c_str(), IN_MODIFY) < 0) {
    throw std::runtime_error(error_from_errno("watch " + file.string()).message);
  }
  return events;
}

void forget_events(int events) {
  char buffer[4096];
  while (read(events, buffer, sizeof buffer) > 0) {
  }
}

}  // namespace

std::optional<std::string> await_line(const Child& child, const std::filesystem::path& output,
                                      std::string_view text, std::chrono::milliseconds within) {
  const auto end = Clock::now() + within;
  const Descriptor events = watch(output);
  for (;;) {
    const bool over = child.gone();  // asked before the file is read: what it wrote before its end is there
    const bool late = Clock::now() >= end;
    if (auto line = line_with(output, text); line || over || late) return line;
    pollfd waiting[] = {{events.get(), POLLIN, 0}, {child.pidfd(), POLLIN, 0}};
    ::poll(waiting, std::size(waiting), milliseconds_until(end));
    forget_events(events.get());
  }
}

bool await(const std::function<bool()>& happened, std::chrono::milliseconds within) {
  const auto end = Clock::now() + within;
  for (;;) {
    const bool late = Clock::now() >= end;
    if (happened()) return true;
    if (late) return false;
    ::poll(nullptr, 0, std::min(static_cast<int>(kTurn.count()), milliseconds_until(end)));
  }
}

}  // namespace ordeal::process
