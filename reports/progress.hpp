// One sign a scenario. On a terminal the signs of the current row stand above a live line (done of planned,
// not passed, elapsed, how long it will still take, and what runs now), which also moves with time;
// elsewhere, and in CI, one plain line every so many scenarios. A scenario that did not pass is shown at
// once, whole; at the end comes the summary.
#pragma once

#include <string>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"
#include "reports/summary.hpp"
#include "reports/terminal.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Progress final : public messages::Sink {
 public:
  // `every`: scenarios from one plain line to the next, where there is no terminal.
  Progress(Output output, Terminal terminal, RunFacts facts = {}, std::size_t every = 25);

  void on(const messages::Envelope&) override;
  void tick(messages::Timestamp now) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  void add(const Scenario&);
  void show_failure(const Scenario&);
  void draw();   // row and live line
  void erase();  // both of them, with the cursor where the row began
  void redraw_in_time();
  std::string counts() const;  // "3/4 done, 2 not passed, "
  std::string plain_line() const;
  std::string live_line() const;  // of a terminal, not cut yet
  std::string time_left() const;

  Output output_;
  Terminal terminal_;
  Paint paint_;
  std::size_t every_;
  Tracker tracker_;
  Summary summary_;
  std::string row_;  // signs with their colours
  int signs_in_row_ = 0;
  bool drawn_ = false;
  messages::Duration drawn_at_{};
};

}  // namespace ordeal::reports
