#include "harness/run/test_case.hpp"

namespace ordeal::run {
namespace {

using Kind = TestStep::Kind;

class Maker {
 public:
  Maker(const Chosen& scenario, const Registry& registry)
      : registry_(registry),
        pickle_(scenario.pickle()),
        made_{"c" + std::to_string(scenario.number), pickle_, {}} {
    if (!registry.hooks().empty()) tags_ = tags_of(*pickle_);
    made_.steps.reserve(pickle_->steps.size() + 1);
  }

  TestCase make(bool judged) {
    add_hooks(HookScope::scenario, HookSide::before, Kind::before_scenario, nullptr);
    const bool around_steps = registry_.has_hooks(HookScope::step);
    for (const gherkin::PickleStep& step : pickle_->steps) {
      if (around_steps) add_hooks(HookScope::step, HookSide::before, Kind::before_step, &step);
      TestStep& added = add(Kind::step);
      added.pickle_step = &step;
      added.match = registry_.match(step.text);
      if (around_steps) add_hooks(HookScope::step, HookSide::after, Kind::after_step, &step);
    }
    add_hooks(HookScope::scenario, HookSide::after, Kind::after_scenario, nullptr);
    if (judged) add(Kind::judgement);
    return std::move(made_);
  }

 private:
  TestStep& add(Kind kind) {
    TestStep& step = made_.steps.emplace_back();
    step.id.reserve(15);  // a string of that length needs no memory of its own
    step.id.append(made_.id).append(".").append(std::to_string(made_.steps.size() - 1));
    step.kind = kind;
    return step;
  }

  void add_hooks(HookScope scope, HookSide side, Kind kind, const gherkin::PickleStep* around) {
    if (registry_.hooks().empty()) return;
    for (const Hook* hook : registry_.hooks(scope, side, tags_)) {
      TestStep& step = add(kind);
      step.hook = hook;
      step.pickle_step = around;
    }
  }

  const Registry& registry_;
  std::shared_ptr<const gherkin::Pickle> pickle_;
  std::vector<std::string> tags_;
  TestCase made_;
};

}  // namespace

std::string TestCase::place() const {
  return place_of(*pickle);
}

TestCase make_test_case(const Chosen& scenario, const Registry& registry, bool judged) {
  return Maker(scenario, registry).make(judged);
}

}  // namespace ordeal::run
