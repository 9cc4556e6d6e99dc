// The director: accepts slots, gives each to a worker, watches, recovers, keeps the journal.
#pragma once

#include <functional>

#include "pipeline/director/config.hpp"
#include "pipeline/env/env.hpp"

namespace slots {

// Exit codes of a director that cannot start, by what is in its way.
namespace start_exit {
inline constexpr int kUnavailable = 69;    // the address is not to be had
inline constexpr int kDiskFails = 74;      // the journal cannot be read or written, or the disk is full
inline constexpr int kTaken = 75;          // another program has the address or the journal: it may go
inline constexpr int kNotPermitted = 77;   // this user may not
inline constexpr int kConfiguration = 78;  // an address or a path that can never be
}  // namespace start_exit
int start_exit_code(const Error& why);

// Hears what keeps the director from starting; the log has it, too.
using HearRefusal = std::function<void(const Error&)>;

// Runs until SIGTERM or SIGINT has drained it (exit code 0), a second one has ended it at once (128+N; what
// is not settled stays in the journal), or it cannot start (start_exit). SIGHUP asks for nothing yet.
Task<int> director_main(Env& env, DirectorConfig config, HearRefusal hear = {});

}  // namespace slots
