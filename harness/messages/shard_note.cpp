#include "harness/messages/shard_note.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ordeal::messages {

Attachment to_attachment(const ShardNote& note, std::string test_run_started_id, Timestamp now) {
  const boost::json::object body{{"run", note.run}, {"shard", note.shard}, {"of", note.of}};
  return {.body = boost::json::serialize(body),
          .media_type = std::string(shard_media_type),
          .test_run_started_id = std::move(test_run_started_id),
          .timestamp = now};
}

std::optional<ShardNote> shard_note_in(const Envelope& envelope) {
  const auto* attachment = std::get_if<Attachment>(&envelope);
  if (attachment == nullptr || attachment->media_type != shard_media_type) return std::nullopt;
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(attachment->body, error);
  const auto* members = error ? nullptr : body.if_object();
  if (members == nullptr) return std::nullopt;
  const auto* run = members->if_contains("run");
  const auto* shard = members->if_contains("shard");
  const auto* of = members->if_contains("of");
  if (!run || !run->is_string() || !shard || !shard->is_int64() || !of || !of->is_int64())
    return std::nullopt;
  return ShardNote{std::string(run->get_string()), shard->get_int64(), of->get_int64()};
}

}  // namespace ordeal::messages
