#include "pipeline/real/processes/zygote.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>

#include "pipeline/env/trace.hpp"
#include "pipeline/real/shared_clock/shared_clock.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

struct Order {
  SpawnOrder what;
  std::vector<Descriptor> descriptors;
};

// None when the director is gone.
std::optional<Order> receive_order(int socket) {
  Order order;
  iovec data{&order.what, sizeof order.what};
  alignas(cmsghdr) char space[CMSG_SPACE(kOrderDescriptors * sizeof(int))];
  msghdr message{.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t got;
  while ((got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  if (got != static_cast<ssize_t>(sizeof order.what)) return std::nullopt;
  for (auto* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t at = CMSG_LEN(0); at < part->cmsg_len; at += sizeof(int)) {
      int fd;
      std::memcpy(&fd, reinterpret_cast<char*>(part) + at, sizeof fd);
      order.descriptors.emplace_back(fd);
    }
  }
  if (order.descriptors.size() <= kSettings) return std::nullopt;
  return order;
}

// Not a stream: reading must not start anything that a stream library may keep.
int count_threads() {
  FILE* status = std::fopen("/proc/self/status", "re");
  if (!status) return 0;
  int threads = 0;
  char line[256];
  while (threads == 0 && std::fgets(line, sizeof line, status)) std::sscanf(line, "Threads: %d", &threads);
  std::fclose(status);
  return threads;
}

void report(int control, const SpawnReport& what) {
  // Nobody to tell when the director has gone: then the worker's next step notices.
  [[maybe_unused]] const auto told = ::send(control, &what, sizeof what, MSG_NOSIGNAL);
}

// PDEATHSIG only once the director is the parent: before, the end of the process between would fire it.
void wait_for_parent(pid_t between, pid_t director) {
  while (::getppid() == between) ::sched_yield();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != director) ::_exit(0);
}

int run_program(const std::function<int(SpawnRequest)>& program, Order order) {
  auto settings = read_settings(order.descriptors[kSettings].get());
  if (!settings) {
    std::fprintf(stderr, "%s\n", settings.error().message.c_str());
    return 1;
  }
  if (order.descriptors.size() > kOutput) {
    ::dup2(order.descriptors[kOutput].get(), STDOUT_FILENO);
    ::dup2(order.descriptors[kOutput].get(), STDERR_FILENO);
  }
  order.descriptors.clear();
  try {
    return program({order.what.role, std::move(*settings)});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s ends by an exception: %s\n", order.what.role, problem.what());
    return 1;
  }
}

[[noreturn]] void become_worker(const std::function<int(SpawnRequest)>& program, Order order, int socket,
                                pid_t between) {
  wait_for_parent(between, static_cast<pid_t>(order.what.director));
  ::close(socket);
  if (auto* clock = SharedClock::of_this_process()) clock->reserve_for_myself();
  const int control = order.descriptors[kControl].get();
  report(control, {.pid = ::getpid(), .between = between});
  char go;
  if (::recv(control, &go, 1, 0) != 1) ::_exit(0);  // the director gave it up
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  ::prctl(PR_SET_NAME, order.what.role, 0, 0, 0);
  trace_name(order.what.role);
  const int code = run_program(program, std::move(order));
  std::fflush(nullptr);
  ::_exit(code);
}

void fork_twice(const std::function<int(SpawnRequest)>& program, Order order, int socket) {
  const int control = order.descriptors[kControl].get();
  const pid_t between = ::fork();
  if (between < 0) return report(control, {.error = errno});
  if (between > 0) {
    while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
    }
    return;
  }
  const pid_t self = ::getpid();
  const pid_t worker = ::fork();
  if (worker < 0) report(control, {.error = errno});
  if (worker == 0) become_worker(program, std::move(order), socket, self);
  ::_exit(0);
}

}  // namespace

int zygote_main(int fd, const std::function<int(SpawnRequest)>& program) {
  ::prctl(PR_SET_NAME, "zygote", 0, 0, 0);
  trace_name("zygote");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_IGN);  // it ends with the director
  auto* clock = SharedClock::of_this_process();
  const auto seat = clock ? clock->take_seat() : nullptr;
  for (;;) {
    if (seat) seat->waits();
    auto order = receive_order(fd);
    if (seat) seat->works();
    if (!order) break;
    const int threads = count_threads();
    if (threads == 1) {
      fork_twice(program, std::move(*order), fd);
    } else {
      report(order->descriptors[kControl].get(), {.threads = threads});
    }
  }
  return 0;
}

Result<std::string> read_settings(int fd) {
  std::string settings;
  char block[4096];
  for (;;) {
    const auto got = ::pread(fd, block, sizeof block, static_cast<off_t>(settings.size()));
    if (got < 0) return storage_error(errno, "read", "settings");
    if (got == 0) return Result<std::string>(boost::system::in_place_value, std::move(settings));
    settings.append(block, static_cast<std::size_t>(got));
  }
}

bool send_order(int socket, const SpawnOrder& order, std::span<const int> descriptors) {
  iovec data{const_cast<SpawnOrder*>(&order), sizeof order};
  alignas(cmsghdr) char space[CMSG_SPACE(kOrderDescriptors * sizeof(int))] = {};
  const auto bytes = descriptors.size() * sizeof(int);
  msghdr message{
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = CMSG_SPACE(bytes)};
  cmsghdr* rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(bytes);
  std::memcpy(CMSG_DATA(rights), descriptors.data(), bytes);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(sizeof order);
}

}  // namespace slots
