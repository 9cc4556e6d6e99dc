#include "reports/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace ordeal::reports {
namespace {

using messages::Status;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_forced(const char* variable) {
  return is_set(variable) && std::string_view(std::getenv(variable)) != "0";
}

std::string_view colour_of(Status status) {
  switch (status) {
    case Status::passed:
      return "32";
    case Status::skipped:
      return "36";
    case Status::pending:
    case Status::undefined:
      return "33";
    default:
      return "31";
  }
}

Status status_like(Ending ending) {
  switch (ending) {
    case Ending::passed:
    case Ending::flaky:
      return Status::passed;
    case Ending::skipped:
    case Ending::not_started:
      return Status::skipped;
    case Ending::pending:
      return Status::pending;
    case Ending::undefined:
      return Status::undefined;
    default:
      return Status::failed;
  }
}

}  // namespace

Terminal terminal_of(int descriptor, Colour wanted) {
  Terminal terminal;
  const char* kind = std::getenv("TERM");
  const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
  terminal.is_terminal = isatty(descriptor) == 1 && !dumb && !is_set("CI");
  const bool forced = is_forced("FORCE_COLOR") || is_forced("CLICOLOR_FORCE");
  terminal.colour = wanted == Colour::always ||
                    (wanted == Colour::automatic && !is_set("NO_COLOR") && (forced || terminal.is_terminal));
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) terminal.width = size.ws_col;
  return terminal;
}

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Paint::by(Status status, std::string_view text) const {
  return wrap(colour_of(status), text);
}

std::string Paint::by(Ending ending, std::string_view text) const {
  if (ending == Ending::flaky) return wrap("35", text);
  if (ending == Ending::not_started) return wrap("34", text);
  return by(status_like(ending), text);
}

std::string_view sign_of(Status status) {
  switch (status) {
    case Status::passed:
      return "✔";
    case Status::skipped:
      return "↷";
    case Status::pending:
    case Status::undefined:
      return "■";
    default:
      return "✘";
  }
}

std::string_view sign_of(Ending ending) {
  if (ending == Ending::flaky) return "↻";
  if (ending == Ending::not_started) return "○";
  return sign_of(status_like(ending));
}

}  // namespace ordeal::reports
