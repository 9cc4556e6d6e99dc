#include "pipeline/protocol/shown_text.hpp"

#include <cctype>

namespace slots {
namespace {

bool is_visible(char c) {
  return c > ' ' && c < 0x7f;
}

// A slash in the middle of a word ("tiny/audio", "http://…") begins no path.
bool begins_a_path(std::string_view text, std::size_t at) {
  const auto part_of_a_word = [](unsigned char c) {
    return std::isalnum(c) || c == '/' || c == '.' || c == '_';
  };
  if (text[at] != '/' || (at > 0 && (part_of_a_word(text[at - 1]) || text[at - 1] == ':'))) return false;
  return at + 1 < text.size() && part_of_a_word(text[at + 1]);
}

// Up to a blank or to what ends a path within a sentence.
std::size_t end_of_path(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_visible(text[end]) &&
         std::string_view("'\"`,;:()").find(text[end]) == std::string_view::npos)
    ++end;
  return end;
}

}  // namespace

std::string without_paths(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins_a_path(text, at)) {
      shown += is_visible(text[at]) ? text[at] : ' ';
      continue;
    }
    const std::size_t end = end_of_path(text, at);
    const auto slash = text.substr(0, end).find_last_of('/');
    shown += "…" + std::string(text.substr(slash, end - slash));
    at = end - 1;
  }
  return shown;
}

}  // namespace slots
