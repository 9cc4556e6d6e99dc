// The director's own socket. Only where sockets are real.
#pragma once

#include <string>
#include <string_view>

#include "steps/worlds/http_request.hpp"

namespace ordeal {

class Sockets {
 public:
  virtual ~Sockets() = default;
  // What the director says to a GET, byte by byte, up to `end` (and with it), or all of it when that does not
  // come.
  virtual std::string hear(const HttpQuestion& question, std::string_view end) = 0;
};

}  // namespace ordeal
