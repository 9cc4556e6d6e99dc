#include "harness/expressions/tree_regexp.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/text/utf8.hpp"

namespace ordeal::expressions {
namespace {

re2::RE2::Options quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

bool starts_look_around(std::string_view rest) {
  return rest.starts_with("(?<=") || rest.starts_with("(?<!");
}

bool is_capturing(std::string_view rest) {
  if (!rest.starts_with("(?")) return true;
  return rest.starts_with("(?P<") || (rest.starts_with("(?<") && !starts_look_around(rest));
}

// Behind the text's next occurrence, or at the pattern's end.
std::size_t behind(std::string_view pattern, std::string_view text, std::size_t from) {
  const std::size_t found = pattern.find(text, from);
  return found == std::string_view::npos ? pattern.size() : found + text.size();
}

// Behind the character class that begins here. A ']' that comes first is one of its characters, and [:alpha:]
// is a part of it.
std::size_t behind_class(std::string_view pattern, std::size_t begin) {
  std::size_t at = begin + (pattern.substr(begin).starts_with("[^") ? 2 : 1);
  const std::size_t first = at;
  while (at < pattern.size() && (pattern[at] != ']' || at == first)) {
    const bool named =
        pattern.substr(at).starts_with("[:") && pattern.find(":]", at + 2) != std::string_view::npos;
    at = named ? behind(pattern, ":]", at + 2) : at + (pattern[at] == '\\' ? 2 : 1);
  }
  return at + 1;
}

// Calls visit(index) for each parenthesis that is one: not escaped, not between \Q and \E, not in a character
// class.
template <class Visit>
void each_parenthesis(std::string_view pattern, Visit visit) {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at).starts_with("\\Q")) {
      at = behind(pattern, "\\E", at + 2);
    } else if (pattern[at] == '\\') {
      at += 2;
    } else if (pattern[at] == '[') {
      at = behind_class(pattern, at);
    } else {
      if (pattern[at] == '(' || pattern[at] == ')') visit(at);
      ++at;
    }
  }
}

std::string with_named_groups_of_re2(std::string_view pattern) {
  std::string rewritten;
  std::size_t copied = 0;
  each_parenthesis(pattern, [&](std::size_t at) {
    const std::string_view rest = pattern.substr(at);
    if (!rest.starts_with("(?<") || starts_look_around(rest)) return;
    rewritten.append(pattern.substr(copied, at - copied)).append("(?P");
    copied = at + 2;
  });
  return rewritten.append(pattern.substr(copied));
}

// The pattern is known to be valid, so its parentheses are balanced.
GroupShape shape_of(std::string_view pattern) {
  struct Open {
    std::size_t start;
    bool capturing;
    GroupShape shape;
  };
  std::vector<Open> open;
  open.push_back({});
  each_parenthesis(pattern, [&](std::size_t at) {
    if (pattern[at] == '(') {
      open.push_back({at + 1, is_capturing(pattern.substr(at)), {}});
      return;
    }
    Open closed = std::move(open.back());
    open.pop_back();
    auto& siblings = open.back().shape.children;
    if (closed.capturing) {
      closed.shape.source = pattern.substr(closed.start, at - closed.start);
      siblings.push_back(std::move(closed.shape));
    } else {
      for (auto& child : closed.shape.children) siblings.push_back(std::move(child));
    }
  });
  return std::move(open.front().shape);
}

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

std::size_t count(const GroupShape& shape) {
  std::size_t groups = 1;
  for (const GroupShape& child : shape.children) groups += count(child);
  return groups;
}

// Whether RE2, which gives a pattern only so much memory, might find it too large: it is long, or something
// in it is counted out ("a{1,900}").
bool may_be_too_large(std::string_view pattern) {
  constexpr std::size_t surely_small = 500;
  constexpr std::string_view digits = "0123456789";
  if (pattern.size() > surely_small) return true;
  for (std::size_t at = pattern.find('{'); at < pattern.size(); at = pattern.find('{', at + 1)) {
    if (pattern.substr(at + 1).find_first_of(digits) == 0) return true;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

}  // namespace

GroupTexts Group::values() const {
  GroupTexts texts;
  if (children.empty()) texts.emplace_back(text);
  for (const Group& child : children) texts.emplace_back(child.text);
  return texts;
}

const re2::RE2& TreeRegexp::regexp() const {
  std::call_once(regexp_compiled_, [this] { regexp_.emplace(with_named_groups_of_re2(pattern_), quiet()); });
  return *regexp_;
}

const std::optional<PlainRegexp>& TreeRegexp::plain() const {
  std::call_once(plain_compiled_, [this] { plain_ = PlainRegexp::compile(pattern_); });
  return plain_;
}

Result<std::shared_ptr<const TreeRegexp>> TreeRegexp::compile(std::string pattern) {
  auto made = std::make_shared<TreeRegexp>(std::move(pattern));
  if (!made->regexp().ok()) {
    return ExpressionError{"The regular expression /" + made->pattern_ +
                               "/ is not one that RE2 understands: " + made->regexp().error() +
                               ". Look-around and back-references do not exist in it.",
                           ""};
  }
  made->find_groups();
  return std::shared_ptr<const TreeRegexp>(std::move(made));
}

Result<std::shared_ptr<const TreeRegexp>> TreeRegexp::made_of_valid(std::string pattern) {
  auto made = std::make_shared<TreeRegexp>(std::move(pattern));
  if (may_be_too_large(made->pattern_) && !made->regexp().ok()) {
    return ExpressionError{"The regular expression that it becomes has " +
                               std::to_string(made->pattern_.size()) + " bytes, and RE2 refuses it: " +
                               made->regexp().error() + ". Let it take fewer parameters, or simpler ones.",
                           ""};
  }
  made->find_groups();
  return std::shared_ptr<const TreeRegexp>(std::move(made));
}

void TreeRegexp::find_groups() {
  shape_ = shape_of(pattern_);
  group_count_ = count(shape_);
}

Group TreeMatch::next(const GroupShape& shape) {
  const std::string_view match = groups_[next_++];
  Group group;
  if (match.data() != nullptr) {
    group.text.emplace(match);
    group.byte = static_cast<std::size_t>(match.data() - text_.data());
    group.start = ascii_ ? group.byte : utf16_length(text_.substr(0, group.byte));
  }
  group.children.reserve(shape.children.size());
  for (const GroupShape& child : shape.children) group.children.push_back(next(child));
  return group;
}

bool TreeRegexp::match_by_re2(std::string_view text, std::span<std::string_view> groups) const {
  const re2::RE2& regexp = this->regexp();
  if (!regexp.ok()) throw std::logic_error("/" + pattern_ + "/: " + regexp.error());
  std::vector<re2::StringPiece> matches(groups.size());
  const re2::StringPiece piece(text.data(), text.size());
  if (!regexp.Match(piece, 0, text.size(), re2::RE2::UNANCHORED, matches.data(),
                    static_cast<int>(matches.size()))) {
    return false;
  }
  std::ranges::transform(matches, groups.begin(),
                         [](const auto& match) { return std::string_view(match.data(), match.size()); });
  return true;
}

// Whether it matched; none: the plain matcher does not answer, or there is none.
std::optional<bool> TreeRegexp::match_plainly(std::string_view text, std::span<std::string_view> groups,
                                              bool ascii) const {
  const auto& plain = this->plain();
  if (!plain || !(ascii || find_invalid_utf8(text) == std::string_view::npos)) return std::nullopt;
  switch (plain->match(text, groups)) {
    case PlainRegexp::Answer::match:
      return true;
    case PlainRegexp::Answer::no_match:
      return false;
    case PlainRegexp::Answer::gave_up:
      break;
  }
  return std::nullopt;
}

std::optional<TreeMatch> TreeRegexp::match(std::string_view text) const {
  // A view without data would make every empty match look like a group that took no part.
  if (text.data() == nullptr) text = "";
  std::optional<TreeMatch> match(std::in_place, text, is_ascii(text), group_count_);
  auto matched = match_plainly(text, match->groups_, match->ascii_);
  if (!matched) matched = match_by_re2(text, match->groups_);
  if (!*matched) match.reset();
  return match;
}

}  // namespace ordeal::expressions
