// A run: plan, start, execute, finish, report.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/definitions/registry.hpp"
#include "harness/messages/settings_note.hpp"
#include "harness/messages/sink.hpp"
#include "harness/process/coordinator.hpp"
#include "harness/run/arms.hpp"
#include "harness/run/canaries.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/shard.hpp"
#include "harness/run/subject.hpp"
#include "harness/run/tally.hpp"

namespace ordeal::run {

// Where scenarios run: each in a process and enclosure of its own; one after another in a few worker
// processes, each in an enclosure; or in the run's own process, with the hooks around them, one at a time.
enum class Isolation { scenario, worker, none };

struct Options {
  std::vector<std::string> paths;
  Selection selection;
  StepArms step_arms = {};  // steps that not every arm can do
  Canaries canaries = {};
  Order order = Order::defined;
  std::uint64_t seed = 1;  // of the order, and of every scenario's randomness
  std::optional<Shard> shard = {};
  Durations durations = {};  // recorded, for the shard
  Isolation isolation = Isolation::scenario;
  int at_once = 1;  // scenarios at the same time
  // Limits in wall time; 0: none. A hook of the run, a feature or a rule has the scenario's.
  std::chrono::milliseconds scenario_limit = std::chrono::seconds(60);
  std::chrono::milliseconds step_limit{0};
  std::chrono::milliseconds budget{0};  // of the whole run
  std::uint32_t repetitions = 1;        // of each scenario, whatever comes of it
  int retries = 0;                      // of a scenario that failed
  expressions::TagExpression retry_tags = {};
  bool flaky_fails = false;  // a scenario that passed at a later attempt fails the run
  bool go_on = false;        // in a scenario, with the steps behind one that failed
  bool fail_fast = false;    // after the first that does not pass nothing is started
  bool strict = true;        // undefined and pending steps fail the run
  bool allow_empty = false;  // a run that nothing is selected for passes, and its reports say so
  bool dry_run = false;
  std::filesystem::path evidence;  // folder for failed scenarios' folders
  bool keep = false;               // passed ones', too
  // What scenarios need of the file system, also where it lies below a /tmp that their enclosures cover.
  std::vector<std::filesystem::path> visible = {};
  process::Way way = process::Way::namespaces;  // as probe() found
  std::string world;  // what a new step definition takes first: "World& world"; empty: nothing
  std::string rerun;  // "build/bin/ordeal run --on cpu", as a shell reads it: seed and place are added
  std::optional<messages::SettingsNote> settings = {};             // reports are told, where there are some
  std::filesystem::path folder = std::filesystem::current_path();  // where relative names begin
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
