#include "reports/progress.hpp"

#include <algorithm>

#include "reports/scenario_text.hpp"
#include "reports/visible.hpp"

namespace ordeal::reports {
namespace {

// The live line follows the messages, but not each of thousands a second.
constexpr std::chrono::milliseconds between_drawings{100};

char letter_of(Ending ending) {
  switch (ending) {
    case Ending::passed:
      return '.';
    case Ending::flaky:
      return '~';
    case Ending::failed:
      return 'F';
    case Ending::invalid:
      return 'I';
    case Ending::not_healed:
      return 'H';
    case Ending::interrupted:
      return '!';
    case Ending::not_started:
      return 'N';
    case Ending::ambiguous:
      return 'A';
    case Ending::undefined:
      return 'U';
    case Ending::pending:
      return 'P';
    case Ending::skipped:
      return '-';
  }
  return '?';
}

}  // namespace

Progress::Progress(Output output, Terminal terminal, RunFacts facts, std::size_t every)
    : output_(std::move(output)),
      terminal_(terminal),
      paint_(terminal.colour),
      every_(std::max<std::size_t>(1, every)),
      summary_(std::move(facts)) {}

void Progress::on(const messages::Envelope& envelope) {
  summary_.on(envelope);
  auto scenario = tracker_.on(envelope);
  if (scenario && !scenario->will_be_retried) {
    add(visible(std::move(*scenario)));
    return;
  }
  if (!drawn_ && std::holds_alternative<messages::TestCaseStarted>(envelope)) {
    draw();
  } else {
    redraw_in_time();
  }
}

void Progress::tick(messages::Timestamp now) {
  if (!drawn_) return;  // no terminal, or nothing has begun
  summary_.tick(now);
  redraw_in_time();
}

void Progress::redraw_in_time() {
  if (!drawn_ || summary_.elapsed() - drawn_at_ < between_drawings) return;
  erase();
  draw();
}

void Progress::add(const Scenario& scenario) {
  summary_.add(scenario);
  const Ending ending = ending_of(scenario);
  // One that never began has nothing to show, and there may be thousands of them.
  if (is_failure(ending) && ending != Ending::not_started) show_failure(scenario);
  if (!terminal_.is_terminal) {
    if (summary_.done() % every_ == 0) output_.write(plain_line() + "\n");
    output_.flush();
    return;
  }
  if (signs_in_row_ >= terminal_.width - 1) {
    erase();
    output_.write(row_ + "\n");
    row_.clear();
    signs_in_row_ = 0;
  }
  row_ += paint_.by(ending, std::string(1, letter_of(ending)));
  ++signs_in_row_;
  drawn_ ? redraw_in_time() : draw();
}

void Progress::show_failure(const Scenario& scenario) {
  erase();
  output_.write("\n" + scenario_text(scenario, paint_, "") + "\n");
}

std::string Progress::counts() const {
  const std::size_t planned = std::max(tracker_.planned(), summary_.done());
  return std::to_string(summary_.done()) + "/" + std::to_string(planned) + " done, " +
         std::to_string(summary_.failed()) + " not passed, ";
}

std::string Progress::plain_line() const {
  return counts() + std::to_string(tracker_.running()) + " running, " + duration_text(summary_.elapsed());
}

// By the mean of what is done: "about 12 s left". Nothing before there is a mean, and when all is done.
std::string Progress::time_left() const {
  const std::size_t done = summary_.done();
  if (done == 0 || tracker_.planned() <= done) return "";
  const auto each = summary_.elapsed() / static_cast<std::int64_t>(done);
  return ", about " + duration_text(each * static_cast<std::int64_t>(tracker_.planned() - done)) + " left";
}

std::string Progress::live_line() const {
  std::string line = counts() + duration_text(summary_.elapsed()) + time_left();
  const auto names = tracker_.running_names();
  if (!names.empty()) line += " · " + std::to_string(names.size()) + " running";
  for (std::size_t i = 0; i < names.size(); ++i) line += (i == 0 ? ": " : ", ") + std::string(names[i]);
  return line;
}

void Progress::draw() {
  if (!terminal_.is_terminal) return;
  // Longer than the terminal is wide, it would wrap, and erase() would leave a piece of it behind.
  const auto width = static_cast<std::size_t>(std::max(1, terminal_.width - 1));
  output_.write(row_ + "\n" + paint_.dim(cut_to_width(live_line(), width)));
  output_.flush();
  drawn_ = true;
  drawn_at_ = summary_.elapsed();
}

void Progress::erase() {
  if (!drawn_) return;
  output_.write("\r\x1b[2K\x1b[1A\x1b[2K");
  drawn_ = false;
}

boost::system::result<void, std::string> Progress::finish() {
  for (auto& scenario : tracker_.take_unfinished()) add(visible(std::move(scenario)));
  erase();
  if (!row_.empty()) output_.write(row_ + "\n");
  output_.write("\n" + summary_.text(paint_));
  return output_.finish();
}

}  // namespace ordeal::reports
