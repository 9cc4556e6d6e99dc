#include "faults/idle_clients.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <stdexcept>

#include "faults/all_faults.hpp"

namespace ordeal {
namespace {

constexpr std::size_t kOwn = 256;                        // descriptors that this process needs besides
constexpr timeval kPatience{.tv_sec = 5, .tv_usec = 0};  // wall, for one connection

std::size_t soft_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

void set_soft_limit(std::size_t most) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (most > limit.rlim_max) {
    throw std::runtime_error("this machine allows a process " + std::to_string(limit.rlim_max) +
                             " descriptors, so many clients need " + std::to_string(most) +
                             "; raise ulimit -Hn");
  }
  limit.rlim_cur = most;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

process::Descriptor connection_to(int port) {
  process::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    socket.close();
  return socket;
}

}  // namespace

IdleClients::IdleClients(int port, std::size_t number) : number_(number), limit_before_(soft_limit()) {
  set_soft_limit(std::max(limit_before_, number_ + kOwn));
  while (connected_ < number_) {
    auto socket = connection_to(port);
    if (!socket) break;
    sockets_.push_back(std::move(socket));
    ++connected_;
  }
}

IdleClients::~IdleClients() {
  IdleClients::cure();
}

std::string IdleClients::name() const {
  return std::to_string(number_) + " clients connect and say nothing";
}

Evidence IdleClients::landed() const {
  return {.landed = connected_ == number_,
          .what = "the kernel made " + std::to_string(connected_) + " of " + std::to_string(number_) +
                  " connections"};
}

void IdleClients::cure() {
  if (sockets_.empty()) return;
  sockets_.clear();
  set_soft_limit(limit_before_);
}

const FaultDescriptor kIdleClients = {
    .name = "idle-clients",
    .wording = "{int} clients connect to the director and say nothing",
    .what = "At once, from this machine; they stay until the scenario is over.",
    .acts = {},
    .real_files = true,
    .evidence = "the kernel made each connection",
    .cure = "they are closed",
    .example = "When 5000 clients connect to the director and say nothing",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<IdleClients>(place.director_port(), arguments.number(0));
    }};

}  // namespace ordeal
