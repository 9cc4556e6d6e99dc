// What steps about our pipeline see, whatever the arm: one implementation for `sim` (sim_world.hpp), one for
// processes
// (`cpu` and `cuda`: real_world.hpp). Durations are nominal. Steps observe and arrange; they never set a
// result.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults/fault.hpp"
#include "faults/rule/rule_block.hpp"
#include "harness/messages/verdict.hpp"
#include "harness/run/subject.hpp"
#include "pipeline/director/config.hpp"
#include "steps/worlds/program_event.hpp"

namespace ordeal {

struct SlotOrder {
  std::string prompt = "a red fox under the old oak";
  std::string script = "good evening, this is the news from the harbour";
  // Nominal. Far enough for a busy machine: what a deadline does is tested by scenarios that name one.
  std::optional<slots::Duration> deadline = std::chrono::minutes(3);
};

// One `slotctl generate`, as its user sees it.
struct SlotView {
  SlotOrder order;
  std::string id;                        // once accepted
  std::optional<int> exit_code;          // once slotctl has ended
  std::optional<slots::Error> error;     // as slotctl --json says it
  boost::json::object result;            // slot.json
  std::vector<slots::SlotEvent> events;  // as they came
  std::filesystem::path out;             // folder of the results; empty on sim
  // By the world's own clock (World::elapsed), whatever the pipeline says of its times.
  slots::Duration submitted_at{};             // when slotctl was started
  std::optional<slots::Duration> settled_at;  // when slotctl showed the event that ends the slot

  bool over() const { return exit_code.has_value(); }
  // From its submission until it was settled; throws when it has not been.
  slots::Duration took() const;
  bool has_event(std::string_view type) const;
  // Those of one type, in order.
  std::vector<slots::SlotEvent> events_of(std::string_view type) const;
};

// The parts of a stage where a step may strike.
enum class Moment { start, middle, end };

class World {
 public:
  explicit World(run::ScenarioFacts facts) : facts_(std::move(facts)) {}
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const run::ScenarioFacts& facts() const { return facts_; }
  // What start_director() gives to the director; steps change it before.
  slots::DirectorConfig& config() { return config_; }
  bool started() const { return started_; }

  // Starts what a slot needs (model server, director, workers) and waits until a worker is active.
  void start();
  // Starts a client; returns at once.
  SlotView& submit(SlotOrder order);
  SlotView& slot();  // the last one submitted
  const std::vector<std::unique_ptr<SlotView>>& slots() const { return slots_; }

  // The only way a step waits: until `happened` holds (true) or `within` has passed. Advances the world and
  // the faults meanwhile. On sim the window is exact: what happens after it has not happened yet.
  bool await(const std::function<bool()>& happened, slots::Duration within);

  // Arms a fault for the rest of the scenario.
  Fault& arm(std::unique_ptr<Fault> fault);
  virtual rule::RuleBlock& rules() = 0;
  virtual Victim victim(const std::string& role) = 0;
  // Which launch of the stage is in its middle.
  virtual std::uint64_t middle_launch(const std::string& stage) const = 0;

  // Bytes that the process of this role holds on the card, as the card itself counts.
  virtual std::uint64_t card_memory_of(const std::string& role) = 0;
  virtual std::uint64_t card_memory() = 0;  // of all processes
  // What programs logged, in the order of its file.
  virtual std::vector<ProgramEvent> log(const std::string& role) = 0;
  // Whether a process of this role runs, as the kernel says.
  virtual bool runs(const std::string& role) = 0;
  // Puts the built models where the worker keeps them, which otherwise fetches them; only where files are
  // real.
  virtual void place_models() = 0;
  virtual std::filesystem::path models_folder() const = 0;
  // The model file as the active worker has it; only where files are real.
  virtual std::filesystem::path model_file(const std::string& model) const = 0;
  virtual slots::Duration elapsed() const = 0;  // nominal, since the world began
  // Whether what is due happens at its very instant; otherwise later by as much as the machine is busy.
  virtual bool time_is_exact() const { return true; }

  // See run::Subject.
  messages::Verdict judge(bool handled);

 protected:
  virtual void start_programs() = 0;  // returns when they have been started
  virtual bool ready() = 0;           // a worker is active
  virtual void start_client(SlotView& slot) = 0;
  // Lets a little time pass, and takes in what happened. Virtual time does not pass beyond `end`.
  virtual void turn(slots::Duration end) = 0;
  // Called with each event that a client shows, as soon as the world sees it.
  void take_event(SlotView& slot, slots::SlotEvent event);
  // Ends everything; says what was wrong with the end, and what is left over.
  virtual std::vector<std::string> stop() = 0;

  std::vector<std::unique_ptr<SlotView>> slots_;

 private:
  struct Armed {
    std::unique_ptr<Fault> fault;
    slots::Duration at;
    std::optional<slots::Duration> landed_at;
  };
  void advance_faults();
  std::string why_none_is_active();
  std::vector<std::string> serves_again();

  run::ScenarioFacts facts_;
  slots::DirectorConfig config_;
  std::vector<Armed> faults_;
  bool started_ = false;
};

}  // namespace ordeal
