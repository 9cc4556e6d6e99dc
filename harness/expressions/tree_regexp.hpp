// A regular expression whose capture groups are matched as the tree that their parentheses make. RE2: linear
// time, no look-around, no back-references; what is plain enough is matched without it, with the same result.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expressions/error.hpp"
#include "harness/expressions/group.hpp"
#include "harness/expressions/plain_regexp.hpp"

namespace ordeal::expressions {

// A capture group of a pattern: its own source (between its parentheses) and the groups inside it.
struct GroupShape {
  std::string source;
  std::vector<GroupShape> children;
};

class TreeRegexp {
 public:
  // (?<name>…) is taken as RE2's (?P<name>…).
  static Result<std::shared_ptr<const TreeRegexp>> compile(std::string pattern);
  // Of a pattern that is made of valid ones: RE2 compiles it (some 20 µs) only when it is first needed, for
  // of thousands of definitions a run uses few.
  static std::shared_ptr<const TreeRegexp> made_of_valid(std::string pattern);

  // The first match anywhere in the text; the returned group is the whole match. Any thread. Throws
  // std::length_error when the pattern turns out to be too large for RE2.
  [[nodiscard]] std::optional<Group> match(std::string_view text) const;

  [[nodiscard]] const std::string& pattern() const { return pattern_; }
  [[nodiscard]] const std::vector<GroupShape>& groups() const { return shape_.children; }

  explicit TreeRegexp(std::string pattern) : pattern_(std::move(pattern)) {}  // by the two above

 private:
  [[nodiscard]] const re2::RE2& regexp() const;
  [[nodiscard]] const std::optional<PlainRegexp>& plain() const;
  [[nodiscard]] bool match_by_re2(std::string_view text, std::span<std::string_view> groups) const;

  std::string pattern_;
  GroupShape shape_;
  mutable std::once_flag regexp_compiled_, plain_compiled_;
  mutable std::optional<re2::RE2> regexp_;
  mutable std::optional<PlainRegexp> plain_;
};

}  // namespace ordeal::expressions
