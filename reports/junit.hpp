// JUnit XML, as Cucumber's junit-xml-formatter 0.15.0 makes it: one <testsuite>, a case for each hook around
// scenarios that failed, then the scenarios by file and line, so that parallel runs give the same order.
// Beyond the official form:
//  - <error type="invalid"> and <error type="not healed"> for those verdicts (the official form knows only
//    failures);
//  - <skipped> with the reason for a scenario that never began (as text: Jenkins's schema knows no
//    attribute);
//  - <error type="interrupted"> for a scenario that was still running at the end, <error type="parse error">
//    for a feature that could not be read, <error type="run"> for what the whole run could not begin with:
//    none may look green;
//  - if asked for (`beyond_official`), a property `flaky` of the suite for each scenario that passed only
//  when
//    it was tried again, with its place as the value, and a line in the case's <system-out>. Surefire has
//    <flakyFailure> for this, but Jenkins's schema refuses it, and neither schema knows properties of a case;
//  - with it also: what a scenario or a hook that did not pass printed, behind the steps in <system-out>; the
//  feature's `file`, by its path in the repository, which GitLab reads and neither schema
//    knows; the place behind the name of a case where another one has the same class and name, since readers
//    would take them for one; a run whose messages end before it does has an error of its own; failed hooks
//    are counted
//  (the official form leaves tests and failures as they are), and
//    what was planned and never began is listed, though no message says so.
// An attempt that is tried again is no case of its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/parked.hpp"
#include "reports/repository.hpp"
#include "reports/run_hooks.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

struct JunitNames {
  std::string suite = "Cucumber";
  std::string case_class;        // empty: the feature's name
  bool feature_in_case = false;  // "Feature - Rule - Scenario" rather than "Rule - Scenario"
  bool beyond_official = false;  // see above
};

// The cases wait in a temporary file until their number is known; 40 bytes each stay in memory.
class Junit final : public messages::Sink {
 public:
  explicit Junit(Output output, JunitNames names = {},
                 Repository repository = Repository::of_working_folder())
      : output_(std::move(output)), names_(std::move(names)), repository_(std::move(repository)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  struct Case {
    std::int64_t line;
    Parked::Slot xml;
    std::size_t identity;        // a hash of class and name
    std::uint32_t name_end = 0;  // offset in the XML; 0: a case of its own kind
  };

  void add(const Scenario&);
  void add(const RunHook& failed);
  void add(const messages::ParseError&);
  void add(const messages::TestRunFinished&);
  void keep(const std::string& uri, std::int64_t line, const std::string& xml, bool of_scenario = false);
  void count(const Scenario&);
  std::string header() const;
  std::string properties() const;
  // False: the temporary file could not be read again.
  [[nodiscard]] bool write_cases();

  Output output_;
  JunitNames names_;
  Repository repository_;
  Tracker tracker_;
  RunHooks hooks_;
  Parked waiting_;
  std::map<std::string, std::vector<Case>> cases_;        // by file
  std::set<std::pair<std::string, std::int64_t>> flaky_;  // places
  std::vector<std::string> notes_;                        // on the run
  bool finished_ = false;
  std::unordered_map<std::size_t, std::uint32_t> named_;  // how many scenarios have that identity
  std::size_t tests_ = 0, skipped_ = 0, failures_ = 0, errors_ = 0;
  std::optional<messages::Timestamp> started_, last_;
};

}  // namespace ordeal::reports
