// A run: plan, start, execute, finish, report.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/messages/sink.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/subject.hpp"

namespace ordeal::run {

struct Options {
  std::vector<std::string> paths;
  Selection selection;
  Order order = Order::defined;
  std::uint64_t seed = 1;  // of the order, and of every scenario's randomness
  int at_once = 1;         // scenarios at the same time
  std::chrono::milliseconds scenario_limit = std::chrono::seconds(60);  // wall
  std::filesystem::path evidence;               // folder for failed scenarios' folders
  bool keep = false;                            // passed ones', too
  process::Way way = process::Way::namespaces;  // as probe() found
  std::string rerun;  // "build/bin/ordeal run --on cpu", as a shell reads it: a place is added
};

// Exit codes of `ordeal`.
namespace exit_code {
inline constexpr int kPassed = 0, kFailed = 1, kUsage = 2, kInvalid = 3, kNotHealed = 4, kBudget = 124,
                     kInterrupted = 130;
}

// Counts of scenarios by how they ended.
struct Tally {
  int passed = 0, failed = 0, invalid = 0, not_healed = 0, skipped = 0;
  bool interrupted = false;

  // When several hold: interrupted, invalid, not healed, failed.
  int exit_code() const;
};

// What a run could not begin with: an empty selection, features that cannot be read, definitions that do not
// fit. The reports have it, too, and none of the scenarios.
struct CannotRun {
  std::vector<std::string> reasons;
};
boost::system::result<Tally, CannotRun> run(const Options& options, const Registry& registry,
                                            const SubjectFactory& make_subject, messages::Sink& report);
[[noreturn]] void throw_exception_from_error(const CannotRun& problem, const boost::source_location&);

}  // namespace ordeal::run
