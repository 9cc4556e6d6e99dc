// What stands around scenarios: the run, its features and their rules, each with its hooks and the objects
// that those made. Hooks run in the run's own process (supervisor.hpp), once, before the first scenario there
// starts and after the last has ended. A hook that fails or skips stops nothing else of its side, but no
// scenario in it is started.
#pragma once

#include <boost/system/result.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/run/execute.hpp"

namespace ordeal::run {

// Why the scenarios in a place do not start: the first of its hooks that failed, else the first that skipped.
struct Closed {
  std::string why;
  bool skips = false;
};

class Surroundings {
 public:
  // `take_output`: what was printed in this process since the last call; of a hook it becomes an attachment.
  Surroundings(const Plan& plan, const Registry& registry, std::string run_id, Emit emit,
               std::function<std::string()> take_output);

  // False: a hook failed, and no scenario may start.
  bool begin();
  // The context around the scenario.
  boost::system::result<Context*, Closed> enter(const Chosen& scenario);
  // The same without running anything: in the scenario's own process, after enter() in the harness's.
  Context& around(const Chosen& scenario);
  // The scenario will not run again.
  void leave(const Chosen& scenario);
  void end();

  bool failed() const { return failed_; }
  // What went wrong behind the hooks: objects that they made failed as they were destroyed.
  const std::vector<std::string>& problems() const { return problems_; }
  std::uint64_t hooks_run() const { return hooks_run_; }

 private:
  // A feature or a rule.
  struct Place {
    explicit Place(Context& outer) : context(std::make_unique<Context>(outer)) {}
    std::unique_ptr<Context> context;
    std::vector<std::string> tags;
    std::size_t left = 0;  // scenarios that have not ended
    bool entered = false;
    std::optional<Closed> closed;
    CurrentFeature feature;
    CurrentRule rule;
  };
  struct Places {
    Place* feature;
    Place* rule;  // null: the scenario stands in none
  };

  Places places_of(const Chosen& scenario);
  Place& feature_of(const Chosen& scenario, const Parsed& parsed);
  Place& rule_in(Place& feature, const Chosen& scenario, const gherkin::Rule& rule);
  void enter(Place& place, HookScope scope);
  void leave(Place& place, HookScope scope);
  std::optional<Closed> run_hooks(HookScope scope, HookSide side, const std::vector<std::string>& tags,
                                  Context& context);
  StepResult run_hook(const Hook& hook, Context& context);
  void end_objects(std::unique_ptr<Context>& context, const std::string& whose);
  void send(Attachments::Item item);

  const Plan& plan_;
  const Registry& registry_;
  std::string run_id_;
  Emit emit_;
  std::function<std::string()> take_output_;
  bool any_;  // hooks of features or rules
  Attachments attachments_{[this](Attachments::Item item) { send(std::move(item)); }};
  std::unique_ptr<Context> run_ = std::make_unique<Context>();
  // By feature and the line of its rule; 0: the feature itself.
  std::map<std::pair<const Feature*, std::uint32_t>, std::unique_ptr<Place>> places_;
  std::optional<Closed> closed_;  // the whole run
  std::string running_hook_;
  std::uint64_t hooks_run_ = 0;
  bool failed_ = false;
  std::vector<std::string> problems_;
};

}  // namespace ordeal::run
