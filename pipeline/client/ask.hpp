// A question to the director over a connection of its own, with the client's limits.
#pragma once

#include "pipeline/env/env.hpp"

namespace slots {

Task<Result<ConnectionPtr>> dial_director(Env& env, const std::string& director);

// The answer, or the error that the director answered with. NETWORK_*: it was not reached, broke off, or did
// not answer in time.
Task<Result<Message>> ask(Env& env, std::string director, Message question);

}  // namespace slots
