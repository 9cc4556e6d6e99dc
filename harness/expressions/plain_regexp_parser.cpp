#include "harness/expressions/plain_regexp_parser.hpp"

#include <charconv>
#include <utility>

#include "harness/text/utf8.hpp"

namespace ordeal::expressions {
namespace {

using Bytes = std::bitset<256>;

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSpaces = "\t\n\f\r ";  // RE2's \s: no \v, nothing beyond ASCII
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

Bytes bytes_of(std::string_view characters) {
  Bytes bytes;
  for (const char c : characters) bytes.set(static_cast<unsigned char>(c));
  return bytes;
}

// What \d, \w, \s and their opposites stand for.
std::optional<Bytes> named_class(char name) {
  switch (name) {
    case 'd':
      return bytes_of(kDigits);
    case 'D':
      return ~bytes_of(kDigits);
    case 's':
      return bytes_of(kSpaces);
    case 'S':
      return ~bytes_of(kSpaces);
    case 'w':
      return bytes_of(kDigits) | bytes_of(kLetters);
    case 'W':
      return ~(bytes_of(kDigits) | bytes_of(kLetters));
    default:
      return std::nullopt;
  }
}

// The character that \c stands for, where that is a single one.
std::optional<char> escaped_character(char c) {
  constexpr std::string_view kNames = "tnfrv", kControls = "\t\n\f\r\v";
  if (const auto found = kNames.find(c); found != std::string_view::npos) return kControls[found];
  const Bytes names = bytes_of(kDigits) | bytes_of(kLetters);
  const bool punctuation = c == '_' || (c > ' ' && c < 0x7f && !names.test(static_cast<unsigned char>(c)));
  return punctuation ? std::optional(c) : std::nullopt;
}

// Recursive descent. Each function reads what it is named after and leaves rest_ behind it; nullopt: not of
// the plain kind.
class Parser {
 public:
  explicit Parser(std::string_view pattern) : rest_(pattern) {}

  std::optional<PlainPattern> pattern() {
    if (!take("^")) return std::nullopt;
    auto parts = sequence();
    if (!parts || rest_ != kEnd) return std::nullopt;
    return PlainPattern{*std::move(parts), groups_};
  }

 private:
  static constexpr int kDeepest = 16;
  static constexpr std::string_view kEnd = "$";

  bool take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  // Up to ')', '|' or the last '$'.
  std::optional<std::vector<PlainPart>> sequence() {
    std::vector<PlainPart> parts;
    while (!rest_.empty() && rest_ != kEnd && rest_.front() != ')' && rest_.front() != '|') {
      auto part = atom();
      if (!part || !repeat(*part)) return std::nullopt;
      parts.push_back(*std::move(part));
    }
    return parts;
  }

  std::optional<PlainPart> atom() {
    const char c = rest_.front();
    if (std::string_view("^$*+?{").find(c) != std::string_view::npos) return std::nullopt;
    if (c == '(') return group();
    if (c == '[') return character_class();
    if (c == '\\') return escape();
    if (c == '.') {
      rest_.remove_prefix(1);
      return PlainPart{.kind = PlainPart::Kind::characters, .bytes = ~bytes_of("\n")};
    }
    const std::size_t length = utf8_sequence_length(rest_);
    if (length == 0) return std::nullopt;
    PlainPart literal{.literal = std::string(rest_.substr(0, length))};
    rest_.remove_prefix(length);
    return literal;
  }

  std::optional<PlainPart> escape() {
    if (rest_.size() < 2) return std::nullopt;
    const char c = rest_[1];
    rest_.remove_prefix(2);
    if (const auto bytes = named_class(c)) {
      return PlainPart{.kind = PlainPart::Kind::characters, .bytes = *bytes};
    }
    const auto plain = escaped_character(c);
    if (!plain) return std::nullopt;
    return PlainPart{.literal = std::string(1, *plain)};
  }

  // A name of a group does not matter here: groups go by number.
  bool take_group_name() {
    if (rest_.starts_with("?<=") || rest_.starts_with("?<!") || !(take("?P<") || take("?<"))) return false;
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 1);
    return true;
  }

  std::optional<PlainPart> group() {
    if (++depth_ > kDeepest) return std::nullopt;
    rest_.remove_prefix(1);
    PlainPart group{.kind = PlainPart::Kind::group};
    if (!take("?:")) {
      if (rest_.starts_with('?') && !take_group_name()) return std::nullopt;
      group.number = ++groups_;
    }
    do {
      auto alternative = sequence();
      if (!alternative) return std::nullopt;
      group.alternatives.push_back(*std::move(alternative));
    } while (take("|"));
    --depth_;
    if (!take(")")) return std::nullopt;
    return group;
  }

  // One character of a class, as a byte.
  std::optional<char> class_member() {
    if (rest_.empty()) return std::nullopt;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\\') {
      if (rest_.empty()) return std::nullopt;
      const char name = rest_.front();
      rest_.remove_prefix(1);
      return escaped_character(name);
    }
    const bool plain = static_cast<unsigned char>(c) < 0x80 && c != '[';
    return plain ? std::optional(c) : std::nullopt;
  }

  bool stands_for_a_dash() const { return rest_.starts_with("-]"); }

  // \d, a, a-z
  std::optional<Bytes> class_members() {
    if (rest_.starts_with('\\') && rest_.size() > 1) {
      if (const auto named = named_class(rest_[1])) {
        rest_.remove_prefix(2);
        return named;
      }
    }
    const auto first = class_member();
    if (!first) return std::nullopt;
    auto last = first;
    if (!stands_for_a_dash() && take("-")) last = class_member();
    if (!last || *last < *first) return std::nullopt;
    Bytes bytes;
    for (int c = *first; c <= *last; ++c) bytes.set(static_cast<std::size_t>(c));
    return bytes;
  }

  std::optional<PlainPart> character_class() {
    rest_.remove_prefix(1);
    const bool negated = take("^");
    if (rest_.starts_with(']')) return std::nullopt;
    Bytes bytes;
    if (take("-")) bytes.set('-');
    while (!take("]")) {
      if (rest_.starts_with('-') && !stands_for_a_dash()) return std::nullopt;
      const auto members = class_members();
      if (!members) return std::nullopt;
      bytes |= *members;
    }
    return PlainPart{.kind = PlainPart::Kind::characters, .bytes = negated ? ~bytes : bytes};
  }

  // The repetition behind a part, if one is there.
  bool repeat(PlainPart& part) {
    if (take("?")) {
      part.least = 0;
    } else if (take("*")) {
      part.least = 0;
      part.most = PlainPart::kNoEnd;
    } else if (take("+")) {
      part.most = PlainPart::kNoEnd;
    } else if (rest_.starts_with('{')) {
      if (!counts(part)) return false;
    } else {
      return true;
    }
    // "??" prefers less, "+*" is none.
    return rest_.empty() || std::string_view("?*+{").find(rest_.front()) == std::string_view::npos;
  }

  bool number(std::uint32_t& into) {
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), into);
    if (read.ec != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
    return true;
  }

  // {1,3} {2} {2,}
  bool counts(PlainPart& part) {
    constexpr std::uint32_t kMost = 1000;  // RE2's limit
    rest_.remove_prefix(1);
    if (!number(part.least)) return false;
    part.most = part.least;
    if (take(",") && !number(part.most)) part.most = PlainPart::kNoEnd;
    const bool bounded = part.least <= kMost && (part.most <= kMost || part.most == PlainPart::kNoEnd);
    return bounded && part.least <= part.most && part.most > 0 && take("}");
  }

  std::string_view rest_;
  std::uint32_t groups_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<PlainPattern> parse_plain(std::string_view pattern) {
  return Parser(pattern).pattern();
}

}  // namespace ordeal::expressions
