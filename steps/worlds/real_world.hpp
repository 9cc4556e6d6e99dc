// The arms `cpu` and `cuda`: real programs in the scenario's enclosure: nginx, slot-director with its
// workers, slotctl.
#pragma once

#include "faults/simgpu/card.hpp"
#include "harness/process/audit.hpp"
#include "harness/process/child.hpp"
#include "steps/capabilities/director_program.hpp"
#include "steps/capabilities/host_usage.hpp"
#include "steps/capabilities/models.hpp"
#include "steps/capabilities/results.hpp"
#include "steps/capabilities/sockets.hpp"
#include "steps/clock/scenario_clock.hpp"
#include "steps/worlds/client_output.hpp"
#include "steps/worlds/model_server.hpp"
#include "steps/worlds/program_log.hpp"
#include "steps/worlds/rule_watch.hpp"
#include "steps/worlds/world.hpp"

namespace ordeal {

class RealWorld final : public World,
                        public Models,
                        public Results,
                        public Sockets,
                        public DirectorProgram,
                        public HostUsage {
 public:
  RealWorld(run::ScenarioFacts facts, process::JobContext& job);
  ~RealWorld() override;

  rule::RuleBlock& rules() override { return *rules_; }
  Victim victim(const std::string& role) override;
  Silenceable silenceable_director() override;
  SpoilableProgram spoilable_program() override;
  std::unique_ptr<Neighbour> neighbour(std::int64_t card, std::uint64_t bytes) override;
  SimulatedCard& simulated_card(std::int64_t card) override {
    return *cards_.at(static_cast<std::size_t>(card));
  }
  int director_port() override;
  std::string hear(const HttpQuestion& question, std::string_view end) override {
    const ScenarioClock::LetGo time_goes_on(*clock_);
    return listen_over_tcp(config().listen, question, end);
  }
  HttpAnswer ask(const HttpQuestion& question) override { return ask_over_tcp(config().listen, question); }
  std::uint64_t card_memory_of(const std::string& role) override;
  std::uint64_t card_memory() override;
  std::uint64_t memory_on_card(int card) override;
  bool reset_card(int card) override;
  std::uint64_t resets_of_card(int card) override;
  CardDriver driver_of(int card) override;
  std::unique_ptr<KernelSleep> kernel_sleep() override;
  std::uint64_t card_capacity() const override;
  std::uint64_t card_peak() override;
  std::uint64_t pinned_memory() override;
  // A tenth of a second of wall, where the wall rules.
  slots::Duration tolerance() const override;
  const std::vector<std::string>& served_files() override;
  const std::vector<ProgramEvent>& log(const std::string& role) override;
  bool runs(const std::string& role) override;
  std::vector<std::string> left_by(const std::string& role) override;
  bool signal(int number) override;
  std::filesystem::path model_file(const std::string& model) const override;
  std::chrono::nanoseconds by_the_rules_clock(std::chrono::nanoseconds nominal) const override;
  slots::Duration elapsed() const override;
  slots::Duration elapsed_at(std::chrono::nanoseconds stamp) const override;
  slots::Duration elapsed_at(const ProgramEvent& event) const override;
  bool time_is_exact() const override { return clock_->governor() != nullptr; }

  void place_models() override;
  std::filesystem::path models_folder() const override { return scratch_ / "models"; }
  std::filesystem::path folder_of(const SlotView& slot) const override { return slot.out; }
  void start_by(std::string program) override { director_starter_ = std::move(program); }
  slots::DirectorConfig another() override;
  FailedStart fail_to_start(const slots::DirectorConfig& config) override;
  std::vector<std::string> stray_children() override;
  Usage usage(const std::string& role) override;
  void lend(Context& context) override;

 private:
  struct Client {
    SlotView* view;
    process::Child child;
    ClientOutput output;
  };
  void start_surroundings() override;
  void start_director() override;
  void look_at_start() override;
  void look_at_start(const ProgramEvent& event) override;
  std::string last_words() override;
  std::optional<int> exit_of_director() override;
  std::vector<slots::Record> journal_left() override;
  void start_client(SlotView& slot) override;
  void turn(slots::Duration end) override;
  std::vector<std::string> stop() override;
  // A director with the configuration in that file; what it prints goes to `output`.
  process::Child start_director_program(const std::filesystem::path& file, const std::string& role,
                                        const std::filesystem::path& output);
  // Whether this may stay when everything has ended: named by path, never by kind.
  bool may_stay(const process::Thing& thing);
  std::vector<std::string> left_over();
  // What a program of this role gets on top of the environment, so that rules know it and reach it.
  std::map<std::string, std::string> environment_of(const std::string& role) const;
  void start_clock();
  void make_cards();
  // Whose end the harness waits for, besides what programs write and rules do.
  std::vector<int> ends();
  // The process that has this role now, by the rule block's rows; 0: none that lives.
  int pid_of(const std::string& role) const;
  // True: the kernel took it, and SIGSTOP shows.
  bool send(int pid, int pidfd, int signal);
  // Stopped by a signal, as the kernel says.
  bool is_stopped(int pid) const;

  std::filesystem::path scratch_;
  std::string run_;
  process::Baseline baseline_;
  std::optional<rule::RuleBlock> rules_;
  std::vector<std::shared_ptr<simgpu::Card>> cards_;  // by index
  std::optional<ModelServer> model_server_;
  std::optional<process::Child> director_;
  std::string director_starter_;  // the program that starts it; empty: none does
  int further_directors_ = 0;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::shared_ptr<process::Descriptor>> signalled_;  // pidfds of victims; none before the signal
  std::map<std::string, ProgramLog> logs_;
  GrowingFile served_log_;
  std::vector<std::string> served_;
  std::unique_ptr<ScenarioClock> clock_;
  std::optional<RuleWatch> rule_watch_;
};

}  // namespace ordeal
