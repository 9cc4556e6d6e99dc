#include "harness/expressions/tree_regexp.hpp"

#include <stdexcept>
#include <utility>

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

// Calls visit(index) for each parenthesis that is one: not escaped, not in a character class.
template <class Visit>
void each_parenthesis(std::string_view pattern, Visit visit) {
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if ((c == '(' || c == ')') && !in_class) {
      visit(i);
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

// RE2 numbers groups by their opening parenthesis, which is the order of a walk through the tree.
Group group_of(const GroupShape& shape, std::string_view text, const std::vector<re2::StringPiece>& matches,
               std::size_t& next) {
  const re2::StringPiece& match = matches[next++];
  Group group;
  if (match.data() != nullptr) {
    group.text = std::string(match.data(), match.size());
    group.byte = static_cast<std::size_t>(match.data() - text.data());
    group.start = utf16_length(text.substr(0, group.byte));
  }
  for (const GroupShape& child : shape.children)
    group.children.push_back(group_of(child, text, matches, next));
  return group;
}

}  // namespace

GroupTexts Group::values() const {
  if (children.empty()) return {text};
  GroupTexts texts;
  for (const Group& child : children) texts.push_back(child.text);
  return texts;
}

const re2::RE2& TreeRegexp::regexp() const {
  std::call_once(compiled_, [this] { regexp_.emplace(with_named_groups_of_re2(pattern_), quiet()); });
  return *regexp_;
}

Result<std::shared_ptr<const TreeRegexp>> TreeRegexp::compile(std::string pattern) {
  auto made = std::make_shared<TreeRegexp>(std::move(pattern));
  if (!made->regexp().ok()) {
    return ExpressionError{"The regular expression /" + made->pattern_ +
                               "/ is not one that RE2 understands: " + made->regexp().error() +
                               ". Look-around and back-references do not exist in it.",
                           ""};
  }
  made->shape_ = shape_of(made->pattern_);
  return std::shared_ptr<const TreeRegexp>(std::move(made));
}

std::shared_ptr<const TreeRegexp> TreeRegexp::made_of_valid(std::string pattern) {
  auto made = std::make_shared<TreeRegexp>(std::move(pattern));
  made->shape_ = shape_of(made->pattern_);
  return made;
}

std::optional<Group> TreeRegexp::match(std::string_view text) const {
  // A view without data would make every empty match look like a group that took no part.
  if (text.data() == nullptr) text = "";
  const re2::RE2& regexp = this->regexp();
  if (!regexp.ok()) throw std::length_error("/" + pattern_ + "/: " + regexp.error());
  std::vector<re2::StringPiece> matches(static_cast<std::size_t>(regexp.NumberOfCapturingGroups()) + 1);
  const re2::StringPiece piece(text.data(), text.size());
  if (!regexp.Match(piece, 0, text.size(), re2::RE2::UNANCHORED, matches.data(),
                    static_cast<int>(matches.size()))) {
    return std::nullopt;
  }
  std::size_t next = 0;
  return group_of(shape_, text, matches, next);
}

}  // namespace ordeal::expressions
