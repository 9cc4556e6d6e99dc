// What each step definition is used for: how many steps match it, how long they took, and which definitions
// no step matches. In the order of Cucumber's usage formatter: the highest mean first. Steps that did not run
// (skipped, undefined, of a dry run) count as matches and have no duration; every attempt of a scenario
// counts.
//
// It keeps a few numbers for each definition, and of a scenario that waits, which definition each step uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/packed_texts.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

class Usage final : public messages::Sink {
 public:
  Usage(Output output, Terminal terminal) : output_(std::move(output)), paint_(terminal.colour) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  struct Definition {
    std::string expression, place;
    std::size_t matches = 0, runs = 0;
    messages::Duration total{}, longest{};

    messages::Duration mean() const { return runs == 0 ? total : total / static_cast<std::int64_t>(runs); }
  };
  // The steps of a test case that one definition matches, in the order in which they run.
  struct Case {
    PackedTexts ids;
    struct Step {
      PackedTexts::Span id;
      std::uint32_t definition;  // index into definitions_
    };
    std::vector<Step> steps;
  };
  struct Running {
    std::string case_id;
    std::size_t next = 0;  // where the step that finishes next is likely to be
  };

  void add(const messages::TestCase&);
  void add(const messages::TestStepFinished&);
  Definition* definition_of(Running&, std::string_view test_step_id);
  std::string used() const;
  std::string unused() const;

  Output output_;
  Paint paint_;
  std::vector<Definition> definitions_;
  std::unordered_map<std::string, std::uint32_t> by_id_;
  std::unordered_map<std::string, Case> cases_;  // until they finished for good
  std::unordered_map<std::string, Running> running_;
  std::string notes_;  // on the run
};

}  // namespace ordeal::reports
