// Ends the program when it stands still: a report that nobody reads, a disk that does not answer. What waits
// for scenarios is no standstill, they have limits of their own; a report has none but this.
#pragma once

#include <chrono>

#include "harness/messages/sink.hpp"

namespace ordeal::cli {

// Passes everything on, and sees to it that each call returns within `patience` and the next begins within
// it, too (ticks count). Otherwise it says so on stderr and ends the program with exit code 1 at once;
// enclosures go with it. One at a time.
class Watchdog final : public messages::Sink {
 public:
  Watchdog(messages::Sink& watched, std::chrono::milliseconds patience);
  ~Watchdog() override;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void on(const messages::Envelope&) override;
  bool wants_plan() const override { return watched_.wants_plan(); }
  void tick(messages::Timestamp now) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  messages::Sink& watched_;
};

}  // namespace ordeal::cli
