// What a report may do with the stream it writes to, and the colours it may use there.
#pragma once

#include <string>
#include <string_view>

#include "reports/scenario.hpp"

namespace ordeal::reports {

struct Terminal {
  bool is_terminal = false;  // lines may be written over
  bool colour = false;
  int width = 80;  // columns
};

// What --color asks for.
enum class Colour { automatic, always, never };

// Colour, where it is automatic: never if NO_COLOR is set and not empty (no-color.org); else always if
// FORCE_COLOR or CLICOLOR_FORCE is, unless it is "0" (force-color.org, bixense.com/clicolors); else only on a
// terminal that is not "dumb". In CI (`CI` set) a stream counts as no terminal, since what is written over
// stays in the log.
Terminal terminal_of(int descriptor, Colour = Colour::automatic);

// Puts colours around text, or leaves it as it is.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}

  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string cyan(std::string_view text) const { return wrap("36", text); }
  std::string red(std::string_view text) const { return wrap("31", text); }
  std::string yellow(std::string_view text) const { return wrap("33", text); }
  std::string highlighted(std::string_view text) const { return wrap("1;31", text); }

  // Green, red, yellow or cyan, as Cucumber colours that status; magenta for flaky and blue for not started,
  // which it does not know.
  std::string by(messages::Status, std::string_view text) const;
  std::string by(Ending, std::string_view text) const;

 private:
  std::string wrap(std::string_view code, std::string_view text) const;

  bool colour_;
};

// As much of the text as fits into that many columns, with "…" at its end when something is left out. Control
// characters, which would move the cursor, become spaces; wide characters (East Asian, emoji) take two
// columns.
std::string cut_to_width(std::string_view text, std::size_t columns);

// ✔ ✘ ↷ ■: the signs of Cucumber's own pretty formatter; ↻ for flaky, ○ for not started.
std::string_view sign_of(messages::Status);
std::string_view sign_of(Ending);

}  // namespace ordeal::reports
