// Which of a scenario's repetitions an attempt belongs to, where the run repeats them: an attachment of the
// attempt of media type application/vnd.ordeal.repetition+json,
// {"repetition":2,"seed":…,"rerun":"…","folder":"…"}, sent behind its TestCaseStarted. Each repetition is a
// test case of its own, of the same pickle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

inline constexpr std::string_view repetition_media_type = "application/vnd.ordeal.repetition+json";

struct RepetitionNote {
  std::int64_t repetition = 1;  // from 1
  std::uint64_t seed = 1;       // of its randomness
  std::string rerun;            // the one command that runs exactly this repetition again
  std::string folder;           // where its evidence lies if it does not pass
};

Attachment to_attachment(const RepetitionNote&, std::string test_case_started_id, Timestamp now);

// The note, if it is one that can be read.
std::optional<RepetitionNote> repetition_note_in(const Attachment&);

}  // namespace ordeal::messages
