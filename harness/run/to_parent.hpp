// In the run's process: what it says to its parent, which has the reports.
#pragma once

#include <string>

#include "harness/messages/sink.hpp"
#include "harness/process/captured_output.hpp"
#include "harness/process/frame.hpp"
#include "harness/process/shared_stream.hpp"

namespace ordeal::run {

// Types of its frames.
enum class Said : std::uint8_t { message = 1, problem, failure, all };

class ToParent final : public messages::Sink {
 public:
  ToParent(process::SharedStream& stream, process::CapturedOutput& output)
      : stream_(stream), output_(output) {}

  void on(const messages::Envelope& message) override;
  // What went wrong with the run as a whole, besides its scenarios and hooks.
  void problem(const std::string& text) { send(Said::problem, text); }
  // The harness itself failed.
  void failed(const std::string& what) { send(Said::failure, what); }
  // A process that ends without this was cut short.
  void said_all() { send(Said::all); }

  // What was printed in this process since the last call.
  std::string take_output() { return output_.take(); }

 private:
  void send(Said what, const std::string& text = {});

  process::SharedStream& stream_;
  process::CapturedOutput& output_;
  std::string frame_ = std::string(process::kFrameHeader, '\0');  // kept for its memory
};

}  // namespace ordeal::run
