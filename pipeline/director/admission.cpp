#include "pipeline/director/admission.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "pipeline/director/readiness.hpp"

namespace slots {
namespace {

constexpr std::size_t kPromptTokens = 77, kScriptWords = 500;
// Of a text, for each word that it may have: a word without an end, or what is no word at all, would fill the
// memory and the journal. Far more than any language's words need, their punctuation included.
constexpr std::size_t kBytesPerWord = 100;
constexpr std::int64_t kDrainSeconds = 30;  // by then it has ended, and the next one may be there
constexpr std::int64_t kLongestDeadlineMs = 3'600'000;

void check_text(const std::string& text, const std::string& field, const std::string& unit, std::size_t most,
                boost::json::object& wrong) {
  if (text.size() > most * kBytesPerWord) {
    wrong[field] = "has " + std::to_string(text.size()) + " bytes, at most " +
                   std::to_string(most * kBytesPerWord) + " are allowed";
    return;
  }
  if (const auto nul = text.find('\0'); nul != std::string::npos) {
    wrong[field] = "has a NUL character at byte " + std::to_string(nul) + "; leave it out";
    return;
  }
  const std::size_t words = count_words(text);
  if (words == 0) wrong[field] = "has no word; give at least 1";
  if (words > most) {
    wrong[field] =
        "has " + std::to_string(words) + " " + unit + ", at most " + std::to_string(most) + " are allowed";
  }
}

// INT64_MIN has no negative in its own type.
std::uint64_t ms_ago(std::int64_t deadline_ms) {
  return std::uint64_t{0} - static_cast<std::uint64_t>(deadline_ms);
}

// Seconds until a worker has made one more of the slots that wait: by the medians of its stages, at least 1.
double seconds_of_a_slot(const StagePolicies& stages) {
  const Duration whole = std::max(stages.audio.median, stages.image.median) + stages.video.median;
  return std::max(std::ceil(milliseconds(whole) / 1000), 1.0);
}

Error unreachable(Duration deadline, Duration least) {
  const auto deadline_ms = as_ms(deadline), expected_ms = as_ms(least);
  return Error{.code = "DEADLINE_UNREACHABLE",
               .message = "the deadline of " + std::to_string(deadline_ms) +
                          " ms cannot be met: by what slots took last, this one is done in " +
                          std::to_string(expected_ms) + " ms at the soonest",
               .details = {{"deadline_ms", deadline_ms}, {"expected_ms", expected_ms}}};
}

Error invalid(boost::json::object wrong) {
  std::string message = "the request is not valid:";
  for (const auto& field : wrong) {
    message += " " + std::string(field.key()) + " " + std::string(field.value().as_string()) + ";";
  }
  message.pop_back();
  return Error{.code = "INVALID_REQUEST", .message = message, .details = {{"fields", std::move(wrong)}}};
}

Error no_worker(const Readiness& workers, const DirectorConfig& config) {
  Error error{.code = "WORKER_START_FAILED",
              .message = "no worker can make a slot now:",
              .details = {{"retry_after", milliseconds(config.restart.first) / 1000}}};
  add_reasons(error, workers);
  return error;
}

}  // namespace

std::size_t count_words(const std::string& text) {
  std::size_t words = 0;
  bool inside = false;
  for (const unsigned char c : text) {
    const bool part_of_word = std::isalnum(c) || c >= 128;
    words += part_of_word && !inside;
    inside = part_of_word;
  }
  return words;
}

Result<Duration> admit(const Submit& request, const DirectorConfig& config, AdmissionState state) {
  boost::json::object wrong;
  check_text(request.prompt, "prompt", "tokens", kPromptTokens, wrong);
  check_text(request.script, "script", "words", kScriptWords, wrong);
  if (request.deadline_ms && *request.deadline_ms > kLongestDeadlineMs) {
    wrong["deadline_ms"] = "is " + std::to_string(*request.deadline_ms) + ", at most " +
                           std::to_string(kLongestDeadlineMs) + " is allowed";
  }
  if (!wrong.empty()) return invalid(std::move(wrong));
  if (request.deadline_ms && *request.deadline_ms <= 0) {
    return Error{.code = "DEADLINE_EXCEEDED",
                 .message = "the deadline was " + std::to_string(ms_ago(*request.deadline_ms)) + " ms ago",
                 .details = {{"deadline_ms", *request.deadline_ms}}};
  }
  if (state.draining)
    return Error{.code = "DRAINING",
                 .message = "the director is about to stop and takes no slot",
                 .details = {{"retry_after", kDrainSeconds}}};
  if (state.waiting >= static_cast<std::size_t>(config.queue_limit)) {
    return Error{.code = "QUEUE_FULL",
                 .message = std::to_string(state.waiting) + " slots are waiting, the limit is " +
                            std::to_string(config.queue_limit),
                 .details = {{"waiting", state.waiting},
                             {"limit", config.queue_limit},
                             {"retry_after", seconds_of_a_slot(config.stages)}}};
  }
  if (!state.workers.ready && !config.queue_without_workers) return no_worker(state.workers, config);
  const Duration deadline = request.deadline_ms ? Duration(std::chrono::milliseconds(*request.deadline_ms))
                                                : config.generation_deadline;
  if (state.least && *state.least > deadline) return unreachable(deadline, *state.least);
  return deadline;
}

}  // namespace slots
