#include "harness/run/surroundings.hpp"

#include "harness/run/meta.hpp"

namespace ordeal::run {
namespace {

std::vector<std::string> names_of(std::span<const gherkin::Tag> tags) {
  std::vector<std::string> names;
  for (const auto& tag : tags) names.emplace_back(tag.name);
  return names;
}

// The rule that the scenario stands in: scenarios of the feature itself come before its first rule.
const gherkin::Rule* rule_of(const Parsed& feature, const Chosen& scenario) {
  const gherkin::Rule* found = nullptr;
  const std::uint32_t line = feature.pickles[scenario.index].location.line;
  for (const gherkin::Rule& rule : feature.document.feature->rules) {
    if (rule.location.line <= line) found = &rule;
  }
  return found;
}

const char* name_of(HookScope scope, HookSide side) {
  const bool before = side == HookSide::before;
  switch (scope) {
    case HookScope::run:
      return before ? "BEFORE_RUN" : "AFTER_RUN";
    case HookScope::feature:
      return before ? "BEFORE_FEATURE" : "AFTER_FEATURE";
    default:
      return before ? "BEFORE_RULE" : "AFTER_RULE";
  }
}

}  // namespace

Surroundings::Surroundings(const Plan& plan, const Registry& registry, std::string run_id, Emit emit,
                           std::function<std::string()> take_output)
    : plan_(plan),
      registry_(registry),
      run_id_(std::move(run_id)),
      emit_(std::move(emit)),
      take_output_(std::move(take_output)),
      any_(registry.has_hooks(HookScope::feature) || registry.has_hooks(HookScope::rule)) {
  run_->lend(attachments_);
}

void Surroundings::send(Attachments::Item item) {
  messages::Attachment message = as_message(std::move(item));
  if (!running_hook_.empty()) message.test_run_hook_started_id = running_hook_;
  emit_(message);
}

StepResult Surroundings::run_hook(const Hook& hook, Context& context) {
  StepResult result = run_body([&] { hook.run(context); });
  if (result.status == StepStatus::pending) {  // no scenario tells that it is not written
    result.status = StepStatus::failed;
    result.failures.push_back({.message = "pending: " + result.reason});
  }
  if (const std::string said = take_output_(); !said.empty()) attachments_.log(said);
  return result;
}

std::optional<Closed> Surroundings::run_hooks(HookScope scope, HookSide side,
                                              const std::vector<std::string>& tags, Context& context) {
  std::optional<Closed> closed;
  for (const Hook* hook : registry_.hooks(scope, side, tags)) {
    running_hook_ = "h" + std::to_string(hooks_run_++);
    emit_(messages::TestRunHookStarted{.id = running_hook_,
                                       .test_run_started_id = run_id_,
                                       .hook_id = hook_id(registry_, *hook),
                                       .timestamp = timestamp_now()});
    const auto began = std::chrono::steady_clock::now();
    const StepResult result = run_hook(*hook, context);
    emit_(messages::TestRunHookFinished{
        .test_run_hook_started_id = running_hook_,
        .result = as_message(result, std::chrono::steady_clock::now() - began, hook->where.text()),
        .timestamp = timestamp_now()});
    const std::string name = std::string("the hook ") + name_of(scope, side) + " at " + hook->where.text();
    if (result.status == StepStatus::failed) {
      failed_ = true;
      if (!closed || closed->skips) closed = {name + " failed: " + result.message()};
    } else if (result.status == StepStatus::skipped && !closed) {
      closed = {name + " skipped them: " + result.reason, true};
    }
    running_hook_.clear();
  }
  return closed;
}

bool Surroundings::begin() {
  closed_ = run_hooks(HookScope::run, HookSide::before, {}, *run_);
  return !closed_ || closed_->skips;
}

void Surroundings::end() {
  run_hooks(HookScope::run, HookSide::after, {}, *run_);
  places_.clear();
  end_objects(run_, "the run");
}

void Surroundings::end_objects(std::unique_ptr<Context>& context, const std::string& whose) {
  const StepResult gone = run_body([&] { context.reset(); });
  if (gone.failures.empty()) return;
  failed_ = true;
  problems_.push_back("as the objects of " + whose + " were destroyed:\n" + gone.message());
}

Surroundings::Places Surroundings::places_of(const Chosen& scenario) {
  const auto parsed = scenario.feature->parsed();
  const gherkin::Rule* rule = rule_of(*parsed, scenario);
  Place& feature = feature_of(scenario, *parsed);
  return {&feature, rule ? &rule_in(feature, scenario, *rule) : nullptr};
}

Surroundings::Place& Surroundings::feature_of(const Chosen& scenario, const Parsed& parsed) {
  auto& place = places_[{scenario.feature, 0}];
  if (place) return *place;
  const gherkin::Feature& feature = *parsed.document.feature;
  place = std::make_unique<Place>(*run_);
  place->tags = names_of(feature.tags);
  place->feature = {std::string(feature.name), scenario.feature->uri, place->tags};
  place->context->lend(place->feature);
  return *place;
}

Surroundings::Place& Surroundings::rule_in(Place& feature, const Chosen& scenario,
                                           const gherkin::Rule& rule) {
  auto& place = places_[{scenario.feature, rule.location.line}];
  if (place) return *place;
  place = std::make_unique<Place>(*feature.context);
  place->tags = feature.tags;
  for (auto& tag : names_of(rule.tags)) place->tags.push_back(std::move(tag));
  place->rule = {std::string(rule.name), scenario.feature->uri, place->tags};
  place->context->lend(place->rule);
  return *place;
}

boost::system::result<Context*, Closed> Surroundings::enter(const Chosen& scenario) {
  if (closed_) return {boost::system::in_place_error, *closed_};
  if (!any_) return run_.get();
  if (places_.empty()) {  // how many stand in each
    for (const Chosen& one : plan_.scenarios) {
      const Places places = places_of(one);
      ++places.feature->left;
      if (places.rule) ++places.rule->left;
    }
  }
  const Places places = places_of(scenario);
  enter(*places.feature, HookScope::feature);
  if (places.feature->closed) return {boost::system::in_place_error, *places.feature->closed};
  if (!places.rule) return places.feature->context.get();
  enter(*places.rule, HookScope::rule);
  if (places.rule->closed) return {boost::system::in_place_error, *places.rule->closed};
  return places.rule->context.get();
}

Context& Surroundings::around(const Chosen& scenario) {
  if (places_.empty()) return *run_;
  const Places places = places_of(scenario);
  return places.rule ? *places.rule->context : *places.feature->context;
}

void Surroundings::enter(Place& place, HookScope scope) {
  if (place.entered) return;
  place.entered = true;
  place.closed = run_hooks(scope, HookSide::before, place.tags, *place.context);
}

void Surroundings::leave(Place& place, HookScope scope) {
  if (--place.left > 0) return;
  if (place.entered) run_hooks(scope, HookSide::after, place.tags, *place.context);
  end_objects(place.context, scope == HookScope::rule
                                 ? "the rule \"" + place.rule.name + "\" of " + place.rule.uri
                                 : place.feature.uri);
}

void Surroundings::leave(const Chosen& scenario) {
  if (places_.empty()) return;
  const Places places = places_of(scenario);
  if (places.rule) leave(*places.rule, HookScope::rule);
  leave(*places.feature, HookScope::feature);
}

}  // namespace ordeal::run
