// A scenario's world, whatever the arm: it lends what steps see (steps/capabilities), lets the faults act
// while time passes, judges, and stops everything. One implementation for `sim` (sim_world.hpp), one for
// processes
// (`cpu` and `cuda`: real_world.hpp). Steps observe and arrange; they never set a result.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <typeindex>
#include <vector>

#include "harness/messages/verdict.hpp"
#include "harness/run/subject.hpp"
#include "steps/capabilities/cards.hpp"
#include "steps/capabilities/clients.hpp"
#include "steps/capabilities/clock.hpp"
#include "steps/capabilities/director.hpp"
#include "steps/capabilities/events.hpp"
#include "steps/capabilities/faults.hpp"
#include "steps/capabilities/processes.hpp"
#include "steps/capabilities/requests.hpp"
#include "steps/capabilities/wait.hpp"

namespace ordeal {

class World : public Clients,
              public Director,
              public Wait,
              public Clock,
              public Events,
              public Processes,
              public Cards,
              public Faults,
              public Requests,
              public FaultPlace {
 public:
  explicit World(run::ScenarioFacts facts) : facts_(std::move(facts)) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const run::ScenarioFacts& facts() const { return facts_; }
  // Gives the capabilities of its arm to the scenario's steps; an arm lends more, where it has more.
  virtual void lend(Context& context);

  slots::DirectorConfig& config() override { return config_; }
  bool started() const override { return started_; }
  void start() override;
  void start_alone() override;
  std::optional<int> ended() override;
  std::vector<slots::Record> journal() override;
  void start_again() override;
  SlotView& submit(SlotOrder order) override;
  SlotView& slot() override;
  using Clients::slot;
  const std::vector<std::unique_ptr<SlotView>>& slots() const override { return slots_; }
  bool await(const std::function<bool()>& happened, slots::Duration within) override;
  slots::Duration elapsed() const override = 0;  // as the clock, and as faults see it
  Fault& arm(std::unique_ptr<Fault> fault) override;
  void cure() override;
  bool landed() const override;
  FaultPlace& place() override { return *this; }
  std::uint64_t middle_launch(slots::Stage stage) const override;
  std::uint64_t quiet_card_memory(const std::string& role) override;

  // See run::Subject.
  messages::Verdict judge(bool handled);

 protected:
  // What the director needs; returns when it has been started.
  virtual void start_surroundings() {}
  virtual void start_director() = 0;
  // While nobody is active yet: throws, with the reason, when nobody will ever be.
  virtual void look_at_start() {}
  virtual void look_at_start(const ProgramEvent&) {}
  // What the director printed at last; empty: nothing.
  virtual std::string last_words() { return {}; }
  // As Director::ended().
  virtual std::optional<int> exit_of_director() = 0;
  // As Director::journal(), of a director that has ended.
  virtual std::vector<slots::Record> journal_left() = 0;
  // It has ended, and its scenario was told how: no surprise when everything is stopped.
  bool end_is_known() { return end_is_known_ && exit_of_director(); }
  virtual void start_client(SlotView& slot) = 0;
  // Lets a little time pass, and takes in what happened. Virtual time does not pass beyond `end`.
  virtual void turn(slots::Duration end) = 0;
  // Called with each event that a client shows, as soon as the world sees it.
  void take_event(SlotView& slot, slots::SlotEvent event);
  // Ends everything; says what was wrong with the end, and what is left over. Nothing is forgiven by kind:
  // what may stay is named by path.
  virtual std::vector<std::string> stop() = 0;
  // What must hold at every instant and did not: when, and what. An arm that cannot look says nothing.
  virtual std::string broken() const { return {}; }
  // Whether this file of the slot may stay in the results folder, or for "" the slot's own: of the last slots
  // that are over, as many as the director keeps, what its log names as made.
  bool keeps_results(const std::string& slot, const std::string& file);

  std::vector<std::unique_ptr<SlotView>> slots_;

 private:
  struct Armed {
    std::unique_ptr<Fault> fault;
    slots::Duration at;
    std::optional<slots::Duration> landed_at;
  };
  void advance_faults();
  slots::Duration next_look() const;
  // The first thing that a program said since `landed` that shows that somebody noticed.
  std::optional<slots::Duration> detected_since(slots::Duration landed);
  void start_director_and_wait();
  std::string why_none_is_active();
  std::vector<std::string> serves_again(slots::Duration& recovered);

  run::ScenarioFacts facts_;
  slots::DirectorConfig config_;
  std::vector<Armed> faults_;
  bool started_ = false;
  bool end_is_known_ = false;
};

}  // namespace ordeal
