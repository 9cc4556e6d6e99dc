#include "harness/messages/repetition_note.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

namespace ordeal::messages {

Attachment to_attachment(const RepetitionNote& note, std::string test_case_started_id, Timestamp now) {
  const boost::json::object body{
      {"repetition", note.repetition}, {"seed", note.seed}, {"rerun", note.rerun}, {"folder", note.folder}};
  return {.body = boost::json::serialize(body),
          .media_type = std::string(repetition_media_type),
          .test_case_started_id = std::move(test_case_started_id),
          .timestamp = now};
}

std::optional<RepetitionNote> repetition_note_in(const Attachment& attachment) {
  if (attachment.media_type != repetition_media_type) return std::nullopt;
  try {
    const auto body = boost::json::parse(attachment.body);
    return RepetitionNote{body.at("repetition").to_number<std::int64_t>(),
                          body.at("seed").to_number<std::uint64_t>(),
                          boost::json::value_to<std::string>(body.at("rerun")),
                          boost::json::value_to<std::string>(body.at("folder"))};
  } catch (const std::exception&) {  // Boost.JSON's accessors throw several kinds; it is somebody else's
    return std::nullopt;
  }
}

}  // namespace ordeal::messages
