// For tests: a TCP peer that says exactly what it is told, on the test's own thread.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "pipeline/real/descriptor.hpp"

namespace slots::testing {

inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline int port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

inline Descriptor raw_listener() {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(0);
  ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::listen(socket.get(), 16);
  return socket;
}

// A port that nobody listens on now.
inline int free_port() {
  return port_of(raw_listener());
}

inline Descriptor raw_client(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return socket;
}

inline void say(const Descriptor& socket, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Everything until the peer closes.
inline std::string hear_all(const Descriptor& socket) {
  std::string text;
  char block[4096];
  for (ssize_t got; (got = ::recv(socket.get(), block, sizeof block, 0)) > 0;) {
    text.append(block, static_cast<std::size_t>(got));
  }
  return text;
}

// Until `end` has come (or the peer has closed).
inline std::string hear_until(const Descriptor& socket, std::string_view end) {
  std::string text;
  char byte;
  while (!text.ends_with(end) && ::recv(socket.get(), &byte, 1, 0) == 1) text += byte;
  return text;
}

}  // namespace slots::testing
