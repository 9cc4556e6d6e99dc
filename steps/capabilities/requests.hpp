// Requests to the director as any program could send them, not only slotctl.
#pragma once

#include "steps/worlds/http_request.hpp"

namespace ordeal {

class Requests {
 public:
  virtual ~Requests() = default;
  // What the director answers. Throws when nothing comes back.
  virtual HttpAnswer ask(const HttpQuestion& question) = 0;
};

}  // namespace ordeal
