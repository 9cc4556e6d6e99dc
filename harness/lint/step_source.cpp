#include "harness/lint/step_source.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace ordeal::lint {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Where a comment or literal that begins at `at` ends; `at` itself when none begins there.
std::size_t end_of_blank(std::string_view source, std::size_t at) {
  const std::string_view rest = source.substr(at);
  const auto behind = [&](std::size_t found, std::size_t size) {
    return found == npos ? source.size() : found + size;
  };
  if (rest.starts_with("//")) return std::min(source.find('\n', at), source.size());
  if (rest.starts_with("/*")) return behind(source.find("*/", at + 2), 2);
  if (rest.starts_with("R\"") && (at == 0 || !is_name_character(source[at - 1]))) {
    const std::size_t open = source.find('(', at);
    if (open == npos) return at;
    const std::string close = ")" + std::string(source.substr(at + 2, open - at - 2)) + "\"";
    return behind(source.find(close, open), close.size());
  }
  // An apostrophe within a number (1'000) is no literal.
  const bool literal =
      rest.front() == '"' || (rest.front() == '\'' && (at == 0 || !is_name_character(source[at - 1])));
  if (!literal) return at;
  std::size_t end = at + 1;
  while (end < source.size() && source[end] != rest.front() && source[end] != '\n')
    end += source[end] == '\\' ? 2 : 1;
  return std::min(end + 1, source.size());
}

// Behind the bracket that closes the one at `open`; npos when none does.
std::size_t behind_closing(std::string_view code, std::size_t open, char opening, char closing) {
  int depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == opening) ++depth;
    if (code[at] == closing && --depth == 0) return at + 1;
  }
  return npos;
}

// The body of the function, or step, whose parameters' parenthesis is at `open`.
std::optional<Body> body_behind(std::string_view code, std::size_t open) {
  const std::size_t close = behind_closing(code, open, '(', ')');
  if (close == npos) return std::nullopt;
  const std::size_t brace = code.find_first_of("{;}()", close);
  if (brace == npos || code[brace] != '{') return std::nullopt;
  const std::size_t end = behind_closing(code, brace, '{', '}');
  if (end == npos) return std::nullopt;
  return Body{code.substr(brace + 1, end - brace - 2),
              static_cast<int>(std::ranges::count(code.substr(0, brace), '\n')) + 1};
}

// Every GIVEN, WHEN, THEN and STEP, by line.
std::vector<StepSources::Opening> openings_in(std::string_view code) {
  static const re2::RE2 definition(R"(\b(?:GIVEN|WHEN|THEN|STEP)\s*(\())");
  std::vector<StepSources::Opening> found;
  re2::StringPiece rest(code.data(), code.size()), parenthesis;
  std::size_t counted = 0;
  for (int line = 1; re2::RE2::FindAndConsume(&rest, definition, &parenthesis);) {
    const auto at = static_cast<std::size_t>(parenthesis.data() - code.data());
    line += static_cast<int>(std::ranges::count(code.substr(counted, at - counted), '\n'));
    counted = at;
    found.push_back({line, at});
  }
  return found;
}

}  // namespace

std::string code_only(std::string_view source) {
  std::string code(source);
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = end_of_blank(source, at);
    for (std::size_t i = at; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

const StepSources::Source* StepSources::source_of(const std::string& file) {
  const auto [there, fresh] = files_.try_emplace(file);
  if (fresh) {
    std::ifstream stream(root_ / file, std::ios::binary);
    if (!stream) return nullptr;
    Source& read = there->second.emplace();
    read.code = code_only(std::string(std::istreambuf_iterator<char>(stream), {}));
    read.lines = static_cast<int>(std::ranges::count(read.code, '\n')) + 1;
    read.openings = openings_in(read.code);
  }
  return there->second ? &*there->second : nullptr;
}

// A definition's place is the line on which its parameters end, and its text may take several: the last that
// begins on this line or before it.
std::optional<Body> StepSources::body_of(const SourceLine& definition) {
  const Source* source = source_of(definition.file);
  if (!source || definition.line > source->lines) return std::nullopt;
  const auto behind = std::ranges::upper_bound(source->openings, definition.line, {}, &Opening::line);
  if (behind == source->openings.begin()) return std::nullopt;
  return body_behind(source->code, std::prev(behind)->at);
}

std::optional<Body> StepSources::function(const SourceLine& definition, std::string_view name) {
  const Source* source = source_of(definition.file);
  if (!source) return std::nullopt;
  const std::string& code = source->code;
  for (std::size_t at = code.find(name); at != npos; at = code.find(name, at + 1)) {
    const std::size_t behind = at + name.size();
    const bool whole =
        (at == 0 || !is_name_character(code[at - 1])) && behind < code.size() && code[behind] == '(';
    if (!whole) continue;
    if (auto body = body_behind(code, behind)) return body;
  }
  return std::nullopt;
}

}  // namespace ordeal::lint
