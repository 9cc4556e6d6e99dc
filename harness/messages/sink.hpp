// Where the messages of a run go: each report is a Sink, and the runner knows only this.
#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

class Sink {
 public:
  virtual ~Sink() = default;

  // One message, in the order of the run; calls never overlap. Does not fail: a report that cannot be written
  // must not end the run, so what went wrong is kept for finish().
  virtual void on(const Envelope&) = 0;

  // Called once after the last message, also of a run that was interrupted or ended in the middle: completes
  // and closes what this sink writes. The error says which file could not be written, and why.
  [[nodiscard]] virtual boost::system::result<void, std::string> finish() { return {}; }
};

// Hands every message to each of several sinks, in their order.
class Splitter final : public Sink {
 public:
  explicit Splitter(std::vector<std::unique_ptr<Sink>> sinks);

  void on(const Envelope&) override;

  // Finishes all of them, also after one failed; the errors stand one a line.
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  std::vector<std::unique_ptr<Sink>> sinks_;
};

}  // namespace ordeal::messages
