// Colours for people: only on a terminal, and not where NO_COLOR is set (no-color.org).
#pragma once

#include <string>
#include <string_view>

namespace ordeal::cli {

bool colours_wanted();  // for standard output

class Paint {
 public:
  explicit Paint(bool wanted) : wanted_(wanted) {}
  std::string bold(std::string_view text) const { return painted("1", text); }
  std::string dim(std::string_view text) const { return painted("2", text); }
  std::string cyan(std::string_view text) const { return painted("36", text); }
  std::string red(std::string_view text) const { return painted("31", text); }

 private:
  std::string painted(std::string_view code, std::string_view text) const {
    if (!wanted_) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
  bool wanted_;
};

}  // namespace ordeal::cli
