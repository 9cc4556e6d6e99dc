// What a fault says of itself, once: the words in which features name it, what it needs, what shows that it
// happened, and how it is undone. Its step, `ordeal faults`, docs/faults.md and the check before a run starts
// are made from this text. One fault a file; all_faults.hpp lists them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.hpp"
#include "faults/rule/rule_block.hpp"
#include "pipeline/protocol/stage.hpp"

namespace ordeal {

// Where a fault strikes: what it may take from its scenario. A scenario's world is one.
class FaultPlace {
 public:
  virtual ~FaultPlace() = default;
  virtual rule::RuleBlock& rules() = 0;
  virtual Victim victim(const std::string& role) = 0;
  virtual Silenceable silenceable_director() = 0;
  virtual SpoilableProgram spoilable_program() = 0;
  // Starts a process under the role "neighbour".
  virtual std::unique_ptr<Neighbour> neighbour(std::int64_t card, std::uint64_t bytes) = 0;
  // Throws std::out_of_range when the machine has no such card.
  virtual SimulatedCard& simulated_card(std::int64_t card) = 0;
  // Throws std::out_of_range: there is no such card.
  virtual CardDriver driver_of(int card) = 0;
  // Before a process is stuck; null: the world's kernel is none, and the rule alone is enough. Throws
  // std::runtime_error with what this machine lacks.
  virtual std::unique_ptr<KernelSleep> kernel_sleep() = 0;
  // Where clients come to the director; only where sockets are real.
  virtual int director_port() = 0;
  // Which launch of the stage is in its middle.
  virtual std::uint64_t middle_launch(slots::Stage stage) const = 0;
  // The model file as the active worker has it; only where files are real.
  virtual std::filesystem::path model_file(const std::string& model) const = 0;
  // How long so much nominal time lasts by the clock of the rule block (rule::Action::delay).
  virtual std::chrono::nanoseconds by_the_rules_clock(std::chrono::nanoseconds nominal) const = 0;
  // Nominal time since the scenario began.
  virtual std::chrono::nanoseconds elapsed() const = 0;
};

// The values of a wording's parameters, as the feature has them.
class FaultArguments {
 public:
  explicit FaultArguments(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  const std::string& text(std::size_t index) const { return texts_.at(index); }
  // "3", "3rd". Throws std::invalid_argument, naming the text.
  std::uint64_t number(std::size_t index) const;
  // "audio". Throws std::invalid_argument, naming the text.
  slots::Stage stage(std::size_t index) const;
  // "SIGSEGV". Throws std::invalid_argument, naming the text.
  int signal(std::size_t index) const;
  // "250 ms", "3 s", "1 min". Throws std::invalid_argument, naming the text.
  std::chrono::nanoseconds duration(std::size_t index) const;
  // "300 kB", "7 MB". Throws std::invalid_argument, naming the text.
  std::uint64_t bytes(std::size_t index) const;

 private:
  std::vector<std::string> texts_;
};

// An action at an operation: where a seam can do it, the fault can be.
struct Act {
  std::uint32_t operation, action;
};

struct FaultDescriptor {
  std::string_view name;     // "kernel-hang"
  std::string_view wording;  // "a kernel of the {stage} stage never ends"
  std::string_view what;     // what happens, and what its parameters mean
  std::vector<Act> acts;     // what its rules do
  bool by_signal = false;    // it signals a process, as every arm can
  bool by_card = false;      // it does something to a simulated card, which the arm `cuda` has not
  bool real_files = false;   // it needs files on a disk or sockets, which the arm `sim` has not
  std::string_view evidence, cure, example;
  std::unique_ptr<Fault> (*make)(FaultPlace& place, const FaultArguments& arguments);
};

}  // namespace ordeal
