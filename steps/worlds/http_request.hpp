// A request to the director as any program could send it, header by header, and what it answers. slotctl
// sends only what is right; whoever else there is does not.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "pipeline/real/http/http_routes.hpp"

namespace ordeal {

struct HttpQuestion {
  std::string method = "GET", target = "/healthz";
  std::map<std::string, std::string> headers;  // Host, when it is not among them, is the director's own
  std::string body;
  // For one call of the kernel, wall; a busy machine answers late.
  std::chrono::seconds patience = std::chrono::seconds(20);
};

struct HttpAnswer {
  unsigned status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  // The body as JSON; throws when it is no object.
  boost::json::object json() const;
};

// Over a socket; `address`: "http://127.0.0.1:PORT". Throws std::runtime_error when nothing that is HTTP came
// back within 20 s (wall).
HttpAnswer ask_over_tcp(const std::string& address, const HttpQuestion& question);

// What a GET is answered, up to `end` (and with it), or all of it when that does not come.
std::string listen_over_tcp(const std::string& address, const HttpQuestion& question, std::string_view end);

// For a world without sockets: what the director's HTTP server makes of the question, a message or a refusal;
// and of the director's message.
std::variant<slots::Message, HttpAnswer> message_of(const HttpQuestion& question,
                                                    const std::string& own_host);
HttpAnswer answer_of(const slots::Message& reply);

}  // namespace ordeal
