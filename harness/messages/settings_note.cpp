#include "harness/messages/settings_note.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

namespace ordeal::messages {

Attachment to_attachment(const SettingsNote& note, std::string test_run_started_id, Timestamp now) {
  const boost::json::object body{{"arm", note.arm},
                                 {"clock", note.clock},
                                 {"seed", note.seed},
                                 {"repetitions", note.repetitions},
                                 {"rerun", note.rerun}};
  return {.body = boost::json::serialize(body),
          .media_type = std::string(settings_media_type),
          .test_run_started_id = std::move(test_run_started_id),
          .timestamp = now};
}

std::optional<SettingsNote> settings_note_in(const Envelope& envelope) {
  const auto* attachment = std::get_if<Attachment>(&envelope);
  if (attachment == nullptr || attachment->media_type != settings_media_type) return std::nullopt;
  try {
    const auto body = boost::json::parse(attachment->body);
    return SettingsNote{.arm = boost::json::value_to<std::string>(body.at("arm")),
                        .clock = boost::json::value_to<std::string>(body.at("clock")),
                        .seed = body.at("seed").to_number<std::uint64_t>(),
                        .repetitions = body.at("repetitions").to_number<std::int64_t>(),
                        .rerun = boost::json::value_to<std::string>(body.at("rerun"))};
  } catch (const std::exception&) {  // Boost.JSON's accessors throw several kinds; it is somebody else's
    return std::nullopt;
  }
}

}  // namespace ordeal::messages
