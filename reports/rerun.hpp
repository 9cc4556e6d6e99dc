// The places of what did not pass or never began, for `ordeal run @FILE`: "a.feature:3:12", one feature a
// line. Empty when all passed, also if some did so only when they were tried again.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Rerun final : public messages::Sink {
 public:
  explicit Rerun(Output output) : output_(std::move(output)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void add(const Scenario&);

  Output output_;
  Tracker tracker_;
  std::map<std::string, std::set<std::int64_t>> not_passed_;  // lines by feature
};

}  // namespace ordeal::reports
