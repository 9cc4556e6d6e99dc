// One question to the director, and its answer as JSON.
#pragma once

#include <ostream>

#include "pipeline/env/env.hpp"

namespace slots {

// 0 answered (JSON on `out`; nothing for a cancelled slot) · the error's exit code of the table (JSON on
// `err`) · 128+N at signal N, at once.
Task<int> inquire_main(Env& env, std::string director, Message question, std::ostream& out,
                       std::ostream& err);

}  // namespace slots
