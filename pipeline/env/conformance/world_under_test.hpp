// What every world must do alike. The scripts of this folder are GoogleTests over WorldUnderTest; a world's
// own test program links pipeline_env_conformance, implements WorldUnderTest, and defines
// worlds_under_test().
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/env/env.hpp"

namespace slots::conformance {

using Program = std::function<Task<int>(Env&)>;

enum class Peers { workers, clients };  // who dials: the two kinds of address

class WorldUnderTest {
 public:
  virtual ~WorldUnderTest() = default;

  // `program` will run as `role`, all that are started side by side, each with an Env of its own. A role that
  // is started again after run() finds its journal as it was.
  virtual void start(const std::string& role, Program program) = 0;
  // Runs what was started to its end; the exit codes by role.
  virtual std::map<std::string, int> run() = 0;

  // An address that nobody listens on yet; the same one at every call.
  virtual std::string address(Peers) = 0;
  // The calls of Env that its programs have made so far, each as rules name it and with how often it was
  // made: "network.send Beat", "network.send StageDone of the clip stage".
  virtual std::map<std::string, std::uint64_t> calls() = 0;
  // A folder for files, empty at first, that every program sees under this name.
  virtual std::string folder() = 0;
};

struct NamedWorld {
  std::string name;  // letters and digits
  std::function<std::unique_ptr<WorldUnderTest>()> make;
};
inline void PrintTo(const NamedWorld& world, std::ostream* out) {
  *out << world.name;
}

// Defined by the program that is linked with the scripts.
std::vector<NamedWorld> worlds_under_test();

// What Processes::spawn() must run in a world under test. Its settings are JSON:
//   {"do":"exit","code":70}
//   {"do":"wait","address":"…"}   dials the address, says Hello, and ends with 0 at SIGTERM
//   {"do":"throw"}                ends with 1
Task<int> worker_main(Env& env, SpawnRequest request);

// The fixture of every script.
class Conformance : public ::testing::TestWithParam<NamedWorld> {
 protected:
  std::unique_ptr<WorldUnderTest> world = GetParam().make();

  // Runs one program in a world; the test's assertions are inside.
  void run_alone(std::function<Task<void>(Env&)> body, const std::string& role = "director");
};

inline std::string name_of(const ::testing::TestParamInfo<NamedWorld>& info) {
  return info.param.name;
}

// A key of WorldUnderTest::calls(). `stage` "": of none.
std::string call_in_words(std::string_view call, std::string_view object, std::string_view stage);

// Dials until somebody listens.
Task<ConnectionPtr> dial_patiently(Env& env, std::string address);

}  // namespace slots::conformance
