#include "harness/cli/settings.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ordeal::cli {
namespace {

bool is_bare(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}

bool is_number(std::string_view word) {
  if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) &&
         std::ranges::all_of(word, [](char c) {
           return std::isdigit(static_cast<unsigned char>(c)) || c == '.' || c == '_';
         });
}

// Throws SettingsError.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Setting> read() {
    std::vector<Setting> settings;
    std::vector<std::string> section;
    for (skip(kBetweenLines); !rest_.empty(); skip(kBetweenLines)) {
      const int line = line_;
      if (take('[')) {
        section = names();
        want(']', "the section's name");
      } else {
        Setting setting{.section = section, .key = name(), .values = {}, .line = line};
        skip(kBlanks);
        want('=', "the key " + setting.key);
        skip(kBlanks);
        setting.values = take('[') ? list() : std::vector{value()};
        settings.push_back(std::move(setting));
      }
      end_line();
    }
    return settings;
  }

 private:
  static constexpr std::string_view kBlanks = " \t\r", kBetweenLines = " \t\r\n";

  [[noreturn]] void refuse(std::string message) const { throw SettingsError{line_, std::move(message)}; }

  char front() const { return rest_.empty() ? '\n' : rest_.front(); }
  char next() {
    const char c = rest_.front();
    line_ += c == '\n';
    rest_.remove_prefix(1);
    return c;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    next();
    return true;
  }
  void want(char c, const std::string& behind) {
    if (!take(c)) refuse("a " + std::string(1, c) + " is missing behind " + behind);
  }
  // And comments, where lines may end.
  void skip(std::string_view what) {
    for (;; next()) {
      if (front() == '#' && what == kBetweenLines) skip_comment();
      if (rest_.empty() || what.find(rest_.front()) == std::string_view::npos) return;
    }
  }
  void skip_comment() { rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size())); }
  void end_line() {
    skip(kBlanks);
    if (front() == '#') skip_comment();
    if (front() != '\n') refuse("nothing but a comment may stand behind it: " + word());
  }
  // Up to the next blank, for a message.
  std::string word() const { return std::string(rest_.substr(0, rest_.find_first_of(kBetweenLines))); }

  std::string name() {
    if (front() == '"' || front() == '\'') return text();
    const auto end = std::ranges::find_if_not(rest_, is_bare);
    std::string found(rest_.begin(), end);
    if (found.empty()) refuse("a key or a [section] must stand here: " + word());
    rest_.remove_prefix(found.size());
    return found;
  }

  std::vector<std::string> names() {
    std::vector<std::string> all;
    do {
      skip(kBlanks);
      all.push_back(name());
      skip(kBlanks);
    } while (take('.'));
    return all;
  }

  std::string text() {
    const char quote = next();
    std::string content;
    for (;;) {
      if (front() == '\n') refuse("the text has no end: a " + std::string(1, quote) + " is missing");
      const char c = next();
      if (c == quote) return content;
      content += c == '\\' && quote == '"' ? escaped() : c;
    }
  }
  char escaped() {
    switch (const char c = front()) {
      case '"':
      case '\\':
        return next();
      case 'n':
        return next(), '\n';
      case 't':
        return next(), '\t';
      default:
        refuse("\\" + std::string(1, c) + R"( means nothing here; \" \\ \n \t do, and none in '…')");
    }
  }

  std::string value() {
    if (front() == '"' || front() == '\'') return text();
    std::string found(rest_.substr(0, rest_.find_first_of(" \t\r\n,]#")));
    if (found != "true" && found != "false" && !is_number(found))
      refuse("a value must stand here: \"a text\", a number, true, false or a [list]");
    rest_.remove_prefix(found.size());
    std::erase(found, '_');
    return found;
  }

  std::vector<std::string> list() {
    std::vector<std::string> values;
    for (;;) {
      skip(kBetweenLines);
      if (take(']')) return values;
      values.push_back(value());
      skip(kBetweenLines);
      if (!take(',') && front() != ']') refuse("a , or ] is missing in the list");
    }
  }

  std::string_view rest_;
  int line_ = 1;
};

}  // namespace

boost::system::result<std::vector<Setting>, SettingsError> read_settings(std::string_view text) {
  try {
    return Reader(text).read();
  } catch (SettingsError& wrong) {
    return std::move(wrong);
  }
}

void throw_exception_from_error(const SettingsError& wrong, const boost::source_location&) {
  throw std::runtime_error("line " + std::to_string(wrong.line) + ": " + wrong.message);
}

}  // namespace ordeal::cli
