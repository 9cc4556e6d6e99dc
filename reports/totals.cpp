#include "reports/totals.hpp"

#include <algorithm>

#include "harness/messages/note.hpp"
#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {

void Totals::on(const messages::Envelope& envelope) {
  time_.on(envelope);
  if (const auto hook = hooks_.on(envelope)) hook_failed_ = hook_failed_ || hook->failed();
  if (const auto* note = messages::note_in(envelope)) notes_.push_back(visible(*note));
  if (const auto* started = std::get_if<messages::TestCaseStarted>(&envelope)) {
    begun_ += started->attempt == 0;
    running_[started->id] = {.finished = false, .attempt = started->attempt};
  } else if (const auto* step = std::get_if<messages::TestStepFinished>(&envelope)) {
    const auto found = running_.find(step->test_case_started_id);
    if (found == running_.end()) return;
    found->second.worst = std::max(found->second.worst, step->test_step_result.status);
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&envelope)) {
    judge(*attachment);
  } else if (const auto* finished = std::get_if<messages::TestCaseFinished>(&envelope)) {
    finish(*finished);
  } else if (std::holds_alternative<messages::Pickle>(envelope)) {
    ++pickles_;
  } else if (std::holds_alternative<messages::TestCase>(envelope)) {
    ++announced_;
  } else if (const auto problem = finder_.on(envelope)) {
    problems_.push_back(visible(problem->text()));
  }
}

void Totals::judge(const messages::Attachment& attachment) {
  if (attachment.media_type != messages::verdict_media_type) return;
  const auto found = running_.find(attachment.test_case_started_id.value_or(""));
  if (found == running_.end()) return;
  const auto verdict = messages::verdict_from_json_text(attachment.body);
  if (verdict.has_value()) found->second.verdict = verdict->outcome;
}

void Totals::finish(const messages::TestCaseFinished& finished) {
  const auto found = running_.find(finished.test_case_started_id);
  if (found == running_.end()) return;
  found->second.finished = true;
  if (!finished.will_be_retried) counts_.add(ending_of(found->second));
  running_.erase(found);
}

// As Tracker::take_unfinished().
std::size_t Totals::never_begun() const {
  if (announced_ > 0) return announced_ - std::min(announced_, begun_);
  return hook_failed_ && begun_ == 0 ? pickles_ : 0;
}

boost::system::result<void, std::string> Totals::finish() {
  for (std::size_t n = never_begun(); n > 0; --n) counts_.add(Ending::not_started);
  for (const auto& [id, judgement] : running_) counts_.add(ending_of(judgement));
  for (const auto& note : notes_) output_.write(paint_.yellow("! " + note) + "\n");
  for (const auto& problem : problems_) output_.write(paint_.red("✘ " + problem) + "\n");
  output_.write(counts_.text(paint_) + ", " + duration_text(time_.elapsed()) + "\n");
  return output_.finish();
}

}  // namespace ordeal::reports
