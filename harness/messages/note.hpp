// What is to be known of a run as a whole beside its verdict, "canaries were left out": a log that is
// attached to the run itself. Every report that people read shows it.
#pragma once

#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

inline constexpr std::string_view log_media_type = "text/x.cucumber.log+plain";

inline Attachment run_note(std::string run_id, std::string text, Timestamp now) {
  return {.body = std::move(text),
          .media_type = std::string(log_media_type),
          .test_run_started_id = std::move(run_id),
          .timestamp = now};
}

// What a scenario that did not pass, its hooks and the programs that they started printed: a log of that
// name, attached to the step that failed.
inline constexpr std::string_view output_file_name = "output.txt";

inline Attachment scenario_output(std::string text, std::string started_id, std::string step_id,
                                  Timestamp now) {
  return {.body = std::move(text),
          .file_name = std::string(output_file_name),
          .media_type = std::string(log_media_type),
          .test_case_started_id = std::move(started_id),
          .test_step_id = std::move(step_id),
          .timestamp = now};
}

// The note's text, if the message is one; null otherwise.
inline const std::string* note_in(const Envelope& envelope) {
  const auto* attachment = std::get_if<Attachment>(&envelope);
  const bool is_note = attachment && attachment->test_run_started_id &&
                       !attachment->test_run_hook_started_id && attachment->media_type == log_media_type &&
                       attachment->content_encoding == ContentEncoding::identity;
  return is_note ? &attachment->body : nullptr;
}

}  // namespace ordeal::messages
