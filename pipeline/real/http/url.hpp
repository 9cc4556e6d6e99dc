// "http://host:port/target", the only kind of URL the pipeline speaks.
#pragma once

#include <string>

#include "pipeline/protocol/error.hpp"

namespace slots {

struct Url {
  std::string host;  // without the brackets of an IPv6 address
  std::string port = "80";
  std::string target = "/";  // path and query, as they are sent
  // "host:port", for messages: a target may hold secrets.
  std::string authority() const { return host + ":" + port; }
};

// INVALID_REQUEST says what is wrong.
Result<Url> parse_url(const std::string& text);

}  // namespace slots
