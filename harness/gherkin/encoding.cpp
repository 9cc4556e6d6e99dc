#include "harness/gherkin/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <memory>

#include "harness/gherkin/line.hpp"
#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
}

// What stands behind `what` and blanks; nothing when `what` is not there.
std::optional<std::string_view> behind(std::string_view what, std::string_view text) {
  if (!equal_but_for_case(text.substr(0, what.size()), what)) return std::nullopt;
  return trim_left(text.substr(what.size()));
}

// The name in "# encoding: NAME".
std::optional<std::string_view> encoding_in(std::string_view comment) {
  auto rest = behind("#", comment);
  if (rest) rest = behind("encoding", *rest);
  if (rest) rest = behind(":", *rest);
  if (!rest || rest->empty() || !is_of_name(rest->front())) return std::nullopt;
  return rest->substr(0,
                      static_cast<std::size_t>(std::ranges::find_if_not(*rest, is_of_name) - rest->begin()));
}

struct Closes {
  void operator()(void* converter) const { iconv_close(converter); }
};

// Where the bytes begin that are no character; none when all could be turned.
std::optional<std::size_t> turn(iconv_t converter, std::string& from, std::string& to) {
  std::array<char, 4096> room;
  char* in = from.data();
  std::size_t left = from.size();
  for (bool at_end = false; !at_end;) {
    at_end = left == 0;  // what a stateful encoding still holds comes out then
    char* out = room.data();
    std::size_t free = room.size();
    const std::size_t done = iconv(converter, at_end ? nullptr : &in, &left, &out, &free);
    to.append(room.data(), room.size() - free);
    if (done == static_cast<std::size_t>(-1) && errno != E2BIG) return from.size() - left;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DeclaredEncoding> declared_encoding(std::string_view text) {
  LineScanner lines(text);
  for (Line line = lines.next(); !line.end_of_file; line = lines.next()) {
    if (line.is_empty()) continue;
    if (!line.trimmed.starts_with('#')) return std::nullopt;
    const auto name = encoding_in(line.trimmed);
    if (!name) continue;
    if (equal_but_for_case(*name, "utf-8") || equal_but_for_case(*name, "utf8")) return std::nullopt;
    const auto column = static_cast<std::uint32_t>(name->data() - line.text.data());
    return DeclaredEncoding{*name, {line.number, column + 1}};
  }
  return std::nullopt;
}

std::optional<ParseError> decode(std::string& text) {
  const auto declared = declared_encoding(text);
  if (!declared) return std::nullopt;
  const std::string name(declared->name);
  const iconv_t opened = iconv_open("UTF-8", name.c_str());
  if (opened == reinterpret_cast<iconv_t>(-1)) {
    return ParseError{declared->location,
                      "the encoding \"" + name + "\" is not known on this machine: save the file as UTF-8"};
  }
  const std::unique_ptr<void, Closes> converter(opened);
  std::string decoded;
  decoded.reserve(text.size() + text.size() / 8);
  if (const auto bad = turn(converter.get(), text, decoded)) {
    return ParseError{
        declared->location,
        "byte " + std::to_string(*bad) + " of the file is no character in its encoding, \"" + name + "\""};
  }
  text = std::move(decoded);
  return std::nullopt;
}

}  // namespace ordeal::gherkin
