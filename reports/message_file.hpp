// The messages themselves, one a line (NDJSON), for other tools that read Cucumber's.
#pragma once

#include <string>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"

namespace ordeal::reports {

class MessageFile final : public messages::Sink {
 public:
  explicit MessageFile(Output output) : output_(std::move(output)) {}

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override { return output_.finish(); }

 private:
  Output output_;
  std::string line_;  // kept for its memory
};

}  // namespace ordeal::reports
