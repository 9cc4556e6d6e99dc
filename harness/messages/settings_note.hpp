// With which choices a run was begun: an attachment of the run of media type
// application/vnd.ordeal.settings+json, {"arm":"cpu","clock":"jump","seed":7,"repetitions":1,"rerun":"…"}.
// Its reports show them, also when they are made later, or of several runs put together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

inline constexpr std::string_view settings_media_type = "application/vnd.ordeal.settings+json";

struct SettingsNote {
  std::string arm;    // "cpu"; empty where the suite has one only
  std::string clock;  // "jump": how time passed; empty where the suite has no choice
  std::uint64_t seed = 1;
  std::int64_t repetitions = 1;  // of each scenario
  std::string rerun;             // runs scenarios the same way, as a shell reads it: a place is added

  bool operator==(const SettingsNote&) const = default;
};

Attachment to_attachment(const SettingsNote&, std::string test_run_started_id, Timestamp now);

// The note, if the message is one that can be read.
std::optional<SettingsNote> settings_note_in(const Envelope&);

}  // namespace ordeal::messages
