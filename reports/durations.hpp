// How long each scenario took, for `ordeal run --shard 3/10 --durations FILE`, which gives shards that take
// equally long: "1250<TAB>features/a.feature:12", milliseconds, one a line. Of a scenario that was tried
// again all attempts count; one that the run did not finish is left out.
#pragma once

#include <string>
#include <unordered_map>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Durations final : public messages::Sink {
 public:
  explicit Durations(Output output) : output_(std::move(output)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override { return output_.finish(); }

 private:
  Output output_;
  Tracker tracker_;
  std::unordered_map<std::string, messages::Duration> before_;  // of earlier attempts, by test case
};

}  // namespace ordeal::reports
