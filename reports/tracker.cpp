#include "reports/tracker.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "harness/messages/note.hpp"
#include "harness/messages/repetition_note.hpp"

namespace ordeal::reports {

std::optional<Scenario> Tracker::on(const messages::Envelope& envelope) {
  if (const auto hook = run_hooks_.on(envelope); hook && hook->failed() && failed_hook_.empty()) {
    failed_hook_ = "the hook at " + place(hook->uri, hook->line) + " failed: " + explanation(hook->result);
  }
  if (const auto* document = std::get_if<messages::GherkinDocument>(&envelope)) {
    syntax_.add(document->json);
  } else if (const auto* pickle = std::get_if<messages::Pickle>(&envelope)) {
    ++pickles_;
    pickles_waiting_[pickle->id] = {parked_.park(Plan(*pickle, syntax_).packed())};
  } else if (const auto* hook = std::get_if<messages::Hook>(&envelope)) {
    hooks_[hook->id] = *hook;
  } else if (const auto* test_case = std::get_if<messages::TestCase>(&envelope)) {
    add_case(*test_case);
  } else if (const auto* started = std::get_if<messages::TestCaseStarted>(&envelope)) {
    start(*started);
  } else if (const auto* attachment = std::get_if<messages::Attachment>(&envelope)) {
    attach(*attachment);
  } else if (const auto* step = std::get_if<messages::TestStepFinished>(&envelope)) {
    add_step(*step);
  } else if (const auto* finished = std::get_if<messages::TestCaseFinished>(&envelope)) {
    return finish(*finished);
  }
  return std::nullopt;
}

void Tracker::add_case(const messages::TestCase& test_case) {
  ++announced_;
  References steps;
  steps.items.reserve(test_case.test_steps.size());
  for (const auto& step : test_case.test_steps) {
    steps.items.push_back({steps.texts.add(step.id), steps.texts.add(step.hook_id.value_or("")),
                           steps.texts.add(step.pickle_step_id.value_or(""))});
  }
  Case& added = cases_[test_case.id] = {test_case.pickle_id, parked_.park(steps.packed())};
  const auto pickle = pickles_waiting_.find(test_case.pickle_id);
  if (pickle == pickles_waiting_.end()) return;
  ++pickle->second.cases;
  added.number = ++pickle->second.announced;
}

void Tracker::start(const messages::TestCaseStarted& started) {
  syntax_.clear();
  if (!announced_at_first_start_) announced_at_first_start_ = announced_;
  std::int64_t repetition = 0;
  Running& running = running_[started.id];
  running.case_id = started.test_case_id;
  if (const auto known = cases_.find(started.test_case_id); known != cases_.end()) {
    if (auto steps = References::unpacked(parked_.fetch(known->second.steps)))
      running.steps = std::move(*steps);
    const auto pickle = pickles_waiting_.find(known->second.pickle_id);
    if (pickle != pickles_waiting_.end()) {
      running.plan = Plan::unpacked(parked_.fetch(pickle->second.plan));
      if (pickle->second.announced > 1) repetition = known->second.number;
    }
  }
  if (running.plan) running.scenario = running.plan->scenario();
  if (auto before = earlier_.extract(started.test_case_id)) {
    running.scenario.earlier = std::move(before.mapped());
  }
  running.scenario.id = started.id;
  running.scenario.test_case = started.test_case_id;
  running.scenario.started = started.timestamp;
  running.scenario.attempt = started.attempt;
  running.scenario.repetition = repetition;
}

void Tracker::attach(const messages::Attachment& attachment) {
  const auto found = running_.find(attachment.test_case_started_id.value_or(""));
  if (found == running_.end()) return;
  Running& running = found->second;
  if (auto note = messages::repetition_note_in(attachment)) {
    running.scenario.repetition = note->repetition;
    running.scenario.rerun = std::move(note->rerun);
    running.scenario.folder = std::move(note->folder);
  } else if (attachment.media_type == messages::log_media_type &&
             attachment.file_name == messages::output_file_name) {
    running.scenario.output = attachment.body;
  } else if (attachment.media_type == messages::verdict_media_type) {
    auto verdict = messages::verdict_from_json_text(attachment.body);
    if (verdict.has_value()) {
      running.scenario.verdict = std::move(*verdict);
    } else {
      running.logs[attachment.test_step_id.value_or("")].push_back(verdict.error());
    }
  } else if (attachment.media_type == messages::log_media_type &&
             attachment.content_encoding == messages::ContentEncoding::identity) {
    running.logs[attachment.test_step_id.value_or("")].push_back(attachment.body);
  }
}

Step Tracker::hook(const std::string& hook_id) const {
  Step step{.is_hook = true};
  const auto found = hooks_.find(hook_id);
  if (found == hooks_.end()) return step;
  const auto& hook = found->second;
  step.text = hook.name.value_or("");
  step.uri = hook.source_reference.uri.value_or("");
  if (hook.source_reference.location) step.line = hook.source_reference.location->line;
  return step;
}

Step Tracker::describe(const Running& running, const std::string& test_step_id) const {
  const auto& texts = running.steps.texts;
  for (const auto& reference : running.steps.items) {
    if (texts.at(reference.test_step_id) != test_step_id) continue;
    if (reference.hook_id.size > 0) return hook(std::string(texts.at(reference.hook_id)));
    Step step;
    if (running.plan && running.plan->find_step(texts.at(reference.pickle_step_id), step)) return step;
  }
  return Step{.text = "step " + test_step_id + ", which was never announced"};
}

void Tracker::add_step(const messages::TestStepFinished& finished) {
  const auto found = running_.find(finished.test_case_started_id);
  if (found == running_.end()) return;
  Running& running = found->second;
  Step step = describe(running, finished.test_step_id);
  step.result = finished.test_step_result;
  if (const auto logs = running.logs.extract(finished.test_step_id)) step.logs = logs.mapped();
  running.scenario.steps.push_back(std::move(step));
}

std::optional<Scenario> Tracker::finish(const messages::TestCaseFinished& finished) {
  auto found = running_.extract(finished.test_case_started_id);
  if (!found) return std::nullopt;
  Scenario scenario = std::move(found.mapped().scenario);
  for (auto& [step, logs] : found.mapped().logs) {
    std::move(logs.begin(), logs.end(), std::back_inserter(scenario.logs));
  }
  scenario.finished = finished.timestamp;
  scenario.will_be_retried = finished.will_be_retried;
  if (finished.will_be_retried) {
    earlier_[found.mapped().case_id] = explanation(scenario);
  } else {
    let_go(found.mapped().case_id);
  }
  return scenario;
}

void Tracker::let_go(const std::string& case_id) {
  const auto ended = cases_.extract(case_id);
  if (!ended) return;
  parked_.let_go(ended.mapped().steps);
  const auto pickle = pickles_waiting_.find(ended.mapped().pickle_id);
  if (pickle == pickles_waiting_.end() || --pickle->second.cases > 0) return;
  parked_.let_go(pickle->second.plan);
  pickles_waiting_.erase(pickle);
}

Scenario Tracker::never_began(const Waiting& pickle, std::uint32_t number) const {
  const auto planned = Plan::unpacked(parked_.fetch(pickle.plan));
  Scenario scenario = planned ? planned->scenario() : Scenario{};
  if (pickle.announced > 1) scenario.repetition = number;
  const bool none_began = !announced_at_first_start_ && !failed_hook_.empty();
  scenario.never_began = "not started: " + (none_began ? failed_hook_ : "the run ended before its turn");
  return scenario;
}

std::vector<Scenario> Tracker::take_unfinished() {
  std::vector<Scenario> unfinished;
  for (auto& [id, running] : running_) {
    cases_.erase(running.case_id);
    unfinished.push_back(std::move(running.scenario));
  }
  running_.clear();
  for (const auto& [id, waiting] : cases_) {
    const auto pickle = pickles_waiting_.find(waiting.pickle_id);
    if (pickle == pickles_waiting_.end()) continue;
    unfinished.push_back(never_began(pickle->second, waiting.number));
    if (const auto before = earlier_.find(id); before != earlier_.end()) {
      unfinished.back().never_began =
          "the run ended before the next attempt; the one before: " + before->second;
    }
  }
  cases_.clear();
  if (announced_ == 0 && !failed_hook_.empty()) {
    for (const auto& [id, waiting] : pickles_waiting_) unfinished.push_back(never_began(waiting, 1));
    pickles_waiting_.clear();
  }
  std::sort(unfinished.begin(), unfinished.end(), [](const Scenario& a, const Scenario& b) {
    return std::tie(a.uri, a.line, a.started, a.repetition) <
           std::tie(b.uri, b.line, b.started, b.repetition);
  });
  return unfinished;
}

std::vector<std::string_view> Tracker::running_names() const {
  std::vector<const Scenario*> scenarios;
  for (const auto& [id, running] : running_) scenarios.push_back(&running.scenario);
  std::sort(scenarios.begin(), scenarios.end(), [](const Scenario* a, const Scenario* b) {
    return std::tie(a->started, a->uri, a->line) < std::tie(b->started, b->uri, b->line);
  });
  std::vector<std::string_view> names;
  for (const auto* scenario : scenarios) names.emplace_back(scenario->name);
  return names;
}

std::size_t Tracker::planned() const {
  const bool announced_one_by_one = announced_at_first_start_.value_or(0) <= 1;
  return announced_one_by_one ? std::max(pickles_, announced_) : announced_;
}

}  // namespace ordeal::reports
