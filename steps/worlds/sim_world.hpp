// The arm `sim`: the pipeline's own programs over the simulated world.
#pragma once

#include "harness/sim/world.hpp"
#include "pipeline/client/generate.hpp"
#include "steps/worlds/invariants.hpp"
#include "steps/worlds/sim_card.hpp"
#include "steps/worlds/world.hpp"

namespace ordeal {

class SimWorld final : public World {
 public:
  explicit SimWorld(run::ScenarioFacts facts);
  ~SimWorld() override;

  rule::RuleBlock& rules() override { return rules_; }
  Victim victim(const std::string& role) override;
  Silenceable silenceable_director() override;
  SpoilableProgram spoilable_program() override;
  std::unique_ptr<Neighbour> neighbour(std::int64_t card, std::uint64_t bytes) override;
  SimulatedCard& simulated_card(std::int64_t card) override;
  HttpAnswer ask(const HttpQuestion& question) override;
  int director_port() override;
  std::uint64_t card_memory_of(const std::string& role) override;
  std::uint64_t card_memory() override;
  std::uint64_t memory_on_card(int card) override { return world_.card(card).used(); }
  bool reset_card(int card) override { return world_.reset_card(card); }
  std::uint64_t resets_of_card(int card) override { return world_.card(card).resets(); }
  CardDriver driver_of(int card) override;
  std::unique_ptr<KernelSleep> kernel_sleep() override { return nullptr; }
  std::uint64_t card_capacity() const override { return world_.options().card_capacity; }
  std::uint64_t card_peak() override;
  std::uint64_t pinned_memory() override { return 0; }
  slots::Duration tolerance() const override { return std::chrono::milliseconds(50); }
  const std::vector<ProgramEvent>& log(const std::string& role) override;
  bool signal(int number) override { return world_.signal("director", number); }
  bool runs(const std::string& role) override { return world_.running(role_of(role)); }
  std::vector<std::string> left_by(const std::string& role) override;
  std::filesystem::path model_file(const std::string& model) const override;
  std::chrono::nanoseconds by_the_rules_clock(std::chrono::nanoseconds nominal) const override {
    return nominal;
  }
  slots::Duration elapsed() const override { return world_.now(); }
  slots::Duration elapsed_at(std::chrono::nanoseconds stamp) const override { return stamp; }
  slots::Duration elapsed_at(const ProgramEvent& event) const override;

 private:
  class Client;
  void start_director() override;
  std::optional<int> exit_of_director() override;
  std::vector<slots::Record> journal_left() override { return world_.journal("director"); }
  void start_client(SlotView& slot) override;
  void turn(slots::Duration end) override;
  std::vector<std::string> stop() override;
  std::string broken() const override { return invariants_.broken(); }
  std::vector<std::string> left_over();
  std::vector<std::string> kept_after_the_end() const;
  // "client": the last one that was started.
  std::string role_of(const std::string& role) const;

  rule::RuleBlock rules_;
  std::size_t strangers_ = 0;
  std::map<std::string, std::vector<ProgramEvent>> logs_;  // by role, of the first logged_ events
  std::size_t logged_ = 0;
  std::map<std::int64_t, SimCard> cards_;         // by index
  std::vector<std::unique_ptr<Client>> clients_;  // before world_: its processes refer to them
  sim::World world_;
  Invariants invariants_{world_};
  bool told_ = false;  // what was broken
};

}  // namespace ordeal
