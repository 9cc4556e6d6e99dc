// Accepts or refuses a request before anything is spent on it.
#pragma once

#include <optional>

#include "pipeline/director/config.hpp"
#include "pipeline/protocol/messages.hpp"

namespace slots {

struct AdmissionState {
  bool draining = false;
  std::size_t waiting = 0;  // slots accepted and not begun
  Readiness workers{.ready = true, .reasons = {}};
  std::optional<Duration> least = std::nullopt;  // until a slot that is accepted now can be done; nothing:
                                                 // nobody knows
};

// The deadline that applies, from now; or why the request is refused: INVALID_REQUEST (naming every bad
// field), DEADLINE_EXCEEDED (already past), DRAINING, QUEUE_FULL, WORKER_START_FAILED (no worker can
// make it, and it shall not wait), DEADLINE_UNREACHABLE; the three before the last say in
// details.retry_after when to come back (seconds).
Result<Duration> admit(const Submit& request, const DirectorConfig& config, AdmissionState state);

// Words of a text, as the models count tokens: runs of letters, digits and bytes beyond ASCII.
std::size_t count_words(const std::string& text);

}  // namespace slots
