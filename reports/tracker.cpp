#include "reports/tracker.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace ordeal::reports {
namespace {

constexpr std::string_view log_media_type = "text/x.cucumber.log+plain";

}  // namespace

std::optional<Scenario> Tracker::on(const messages::Envelope& envelope) {
  if (const auto* document = std::get_if<messages::GherkinDocument>(&envelope)) {
    syntax_.add(document->json);
  } else if (const auto* pickle = std::get_if<messages::Pickle>(&envelope)) {
    ++pickles_;
    plans_[pickle->id] = std::make_shared<const Plan>(*pickle, syntax_);
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
  Case& added = cases_[test_case.id];
  added.pickle_id = test_case.pickle_id;
  const auto plan = plans_.find(test_case.pickle_id);
  if (plan != plans_.end()) added.plan = plan->second;
  added.steps.reserve(test_case.test_steps.size());
  for (const auto& step : test_case.test_steps) {
    added.steps.push_back({added.texts.add(step.id), added.texts.add(step.hook_id.value_or("")),
                           added.texts.add(step.pickle_step_id.value_or(""))});
  }
  added.texts.shrink_to_fit();
}

void Tracker::start(const messages::TestCaseStarted& started) {
  syntax_.clear();
  if (!announced_at_first_start_) announced_at_first_start_ = announced_;
  Running& running = running_[started.id];
  running.case_id = started.test_case_id;
  const auto known = cases_.find(started.test_case_id);
  if (known != cases_.end() && known->second.plan) running.scenario = known->second.plan->scenario();
  if (known != cases_.end()) running.scenario.earlier = std::move(known->second.earlier);
  running.scenario.started = started.timestamp;
  running.scenario.attempt = started.attempt;
}

void Tracker::attach(const messages::Attachment& attachment) {
  const auto found = running_.find(attachment.test_case_started_id.value_or(""));
  if (found == running_.end()) return;
  Running& running = found->second;
  if (attachment.media_type == messages::verdict_media_type) {
    auto verdict = messages::verdict_from_json_text(attachment.body);
    if (verdict.has_value()) {
      running.scenario.verdict = std::move(*verdict);
    } else {
      running.logs[attachment.test_step_id.value_or("")].push_back(verdict.error());
    }
  } else if (attachment.media_type == log_media_type &&
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

Step Tracker::describe(const Case* test_case, const std::string& test_step_id) const {
  const std::vector<Case::Reference> none;
  for (const auto& reference : test_case == nullptr ? none : test_case->steps) {
    const auto& texts = test_case->texts;
    if (texts.at(reference.test_step_id) != test_step_id) continue;
    if (reference.hook_id.size > 0) return hook(std::string(texts.at(reference.hook_id)));
    Step step;
    if (test_case->plan && test_case->plan->find_step(texts.at(reference.pickle_step_id), step)) return step;
  }
  return Step{.text = "step " + test_step_id + ", which was never announced"};
}

void Tracker::add_step(const messages::TestStepFinished& finished) {
  const auto found = running_.find(finished.test_case_started_id);
  if (found == running_.end()) return;
  Running& running = found->second;
  const auto test_case = cases_.find(running.case_id);
  Step step = describe(test_case == cases_.end() ? nullptr : &test_case->second, finished.test_step_id);
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
  const auto test_case = cases_.find(found.mapped().case_id);
  if (test_case == cases_.end()) return scenario;
  if (finished.will_be_retried) {
    test_case->second.earlier = explanation(scenario);
  } else {
    constexpr long last_users = 2;  // this case and plans_
    if (test_case->second.plan.use_count() == last_users) plans_.erase(test_case->second.pickle_id);
    cases_.erase(test_case);
  }
  return scenario;
}

std::vector<Scenario> Tracker::take_unfinished() {
  std::vector<Scenario> unfinished;
  for (auto& [id, running] : running_) unfinished.push_back(std::move(running.scenario));
  running_.clear();
  std::sort(unfinished.begin(), unfinished.end(), [](const Scenario& a, const Scenario& b) {
    return std::tie(a.uri, a.line, a.started) < std::tie(b.uri, b.line, b.started);
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
