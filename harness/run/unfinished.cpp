#include "harness/run/unfinished.hpp"

#include <algorithm>
#include <cstdlib>

#include "harness/messages/verdict.hpp"

namespace ordeal::run {

Unfinished::Attempt* Unfinished::find(const std::string& started) {
  const auto found = std::ranges::find(attempts_, started, &Attempt::started);
  return found == attempts_.end() ? nullptr : &*found;
}

void Unfinished::begin(messages::TestCaseStarted& started) {
  // Test cases are numbered like scenarios, "c12".
  const std::size_t scenario = std::strtoul(started.test_case_id.c_str() + 1, nullptr, 10);
  if (scenario >= progress_.size()) progress_.resize(scenario + 1);
  ++progress_[scenario];
  attempts_.push_back({started.id, scenario, static_cast<int>(started.attempt), std::move(spare_)});
  attempts_.back().said.emplace_back(std::move(started));
}

void Unfinished::end(const messages::TestCaseFinished& finished) {
  Attempt* attempt = find(finished.test_case_started_id);
  if (!attempt) return;
  if (!finished.will_be_retried) progress_[attempt->scenario] = kOver;
  spare_ = std::move(attempt->said);
  spare_.clear();
  attempts_.erase(attempts_.begin() + (attempt - attempts_.data()));
}

void Unfinished::on(messages::Envelope&& message) {
  if (auto* started = std::get_if<messages::TestCaseStarted>(&message)) {
    begin(*started);
  } else if (const auto* finished = std::get_if<messages::TestCaseFinished>(&message)) {
    end(*finished);
  } else if (std::holds_alternative<messages::TestCase>(message)) {
    ++announced_;
  } else if (auto* hook = std::get_if<messages::TestRunHookStarted>(&message)) {
    hook_ = std::move(*hook);
  } else if (std::holds_alternative<messages::TestRunHookFinished>(message)) {
    hook_.reset();
  } else if (const auto* step = std::get_if<messages::TestStepStarted>(&message)) {
    if (Attempt* attempt = find(step->test_case_started_id)) attempt->said.push_back(std::move(message));
  } else if (const auto* ended = std::get_if<messages::TestStepFinished>(&message)) {
    if (Attempt* attempt = find(ended->test_case_started_id)) attempt->said.push_back(std::move(message));
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&message);
             attachment && attachment->test_case_started_id &&
             attachment->media_type == messages::verdict_media_type) {
    if (Attempt* attempt = find(*attachment->test_case_started_id))
      attempt->said.push_back(std::move(message));
  }
}

}  // namespace ordeal::run
