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

  // Whether this sink needs the messages that describe the plan: Source, GherkinDocument, Pickle,
  // ParameterType, StepDefinition, Hook, TestCase and Suggestion. Asked once, before the first message. When
  // no sink wants them the runner leaves out every one of them, since to make them costs more than to run a
  // small scenario; all else comes as ever, ParseError too. A sink that says no must still bear them: the one
  // beside it may want them.
  virtual bool wants_plan() const { return true; }

  // Time passes though no message comes: called a few times a second while the runner waits, between calls of
  // on() and never beside one, with the clock of the messages' timestamps.
  virtual void tick(Timestamp now) { static_cast<void>(now); }

  // Called once after the last message, also of a run that was interrupted or ended in the middle: completes
  // and closes what this sink writes. The error says which file could not be written, and why.
  [[nodiscard]] virtual boost::system::result<void, std::string> finish() { return {}; }
};

// Hands every message to each of several sinks, in their order.
class Splitter final : public Sink {
 public:
  explicit Splitter(std::vector<std::unique_ptr<Sink>> sinks);

  void on(const Envelope&) override;
  bool wants_plan() const override;  // when any of them does
  void tick(Timestamp now) override;

  // Finishes all of them, also after one failed; the errors stand one a line.
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  std::vector<std::unique_ptr<Sink>> sinks_;
};

}  // namespace ordeal::messages
