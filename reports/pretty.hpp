// What a person reads while a run goes on: each scenario when it has finished, whole, under its feature and
// rule (scenarios of parallel workers never mix), then the summary.
#pragma once

#include <string>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/run_hooks.hpp"
#include "reports/summary.hpp"
#include "reports/terminal.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Pretty final : public messages::Sink {
 public:
  Pretty(Output output, Terminal terminal, RunFacts facts = {})
      : output_(std::move(output)), paint_(terminal.colour), summary_(std::move(facts)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void show(const Scenario&);
  void show(const RunHook&);

  Output output_;
  Paint paint_;
  bool began_ = false;
  Tracker tracker_;
  RunHooks hooks_;
  Summary summary_;
  std::string uri_, rule_;  // of the headlines written last
};

}  // namespace ordeal::reports
