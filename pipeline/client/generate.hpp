// slotctl generate: submits a slot, follows it, fetches what it made. Its exit code is the outcome.
#pragma once

#include <functional>

#include "pipeline/env/env.hpp"

namespace slots {

struct GenerateRequest {
  std::string director;  // address, "http://127.0.0.1:8460"
  Submit slot;
  std::string out;  // folder for the results; "": they stay with the director
};

// What the person at the terminal, or the program behind it, is shown.
class GenerateDisplay {
 public:
  virtual ~GenerateDisplay() = default;
  virtual void accepted(const Accepted&) {}
  virtual void event(const SlotEvent&) {}
  virtual void trouble(const std::string&) {}  // something is tried again
  virtual void done(const boost::json::object& /*slot_json*/) {}
  virtual void failed(const Error&) {}
};

// 0 done · the error's exit code of the table · 69 the director was not reached · 124 nothing was heard of
// the slot's end until kSilentDirector behind its deadline · 130 SIGINT · 143 SIGTERM (the slot is cancelled
// with the director first; a second signal ends it at once).
inline constexpr Duration kSilentDirector = 10s;
Task<int> generate_main(Env& env, GenerateRequest request, GenerateDisplay& display);

}  // namespace slots
