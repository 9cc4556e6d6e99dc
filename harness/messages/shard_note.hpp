// Which part of a run a stream tells, where the run is split over several machines: an attachment of the run
// of media type application/vnd.ordeal.shard+json, {"run":"…","shard":3,"of":10}. All shards of one run say
// the same `run`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

inline constexpr std::string_view shard_media_type = "application/vnd.ordeal.shard+json";

struct ShardNote {
  std::string run;
  std::int64_t shard = 1, of = 1;
};

Attachment to_attachment(const ShardNote&, std::string test_run_started_id, Timestamp now);

// The note, if the message is one that can be read.
std::optional<ShardNote> shard_note_in(const Envelope&);

}  // namespace ordeal::messages
