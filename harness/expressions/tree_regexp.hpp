// A regular expression whose capture groups are matched as the tree that their parentheses make. RE2: linear
// time, no look-around, no back-references; what is plain enough is matched without it, with the same result.
#pragma once

#include <re2/re2.h>

#include <boost/container/small_vector.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
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

// What a match took, group by group. The text must outlive it.
class TreeMatch {
 public:
  TreeMatch(std::string_view text, bool ascii, std::size_t groups)
      : text_(text), ascii_(ascii), groups_(groups) {}

  // The next outermost group, with those inside it. Asked for the shapes of TreeRegexp::groups() in order.
  [[nodiscard]] Group next(const GroupShape&);

 private:
  friend class TreeRegexp;

  std::string_view text_;
  bool ascii_;
  // The whole match first, then by opening parenthesis, which is the order of a walk through the tree.
  boost::container::small_vector<std::string_view, 16> groups_;
  std::size_t next_ = 1;
};

class TreeRegexp {
 public:
  // (?<name>…) is taken as RE2's (?P<name>…).
  static Result<std::shared_ptr<const TreeRegexp>> compile(std::string pattern);
  // Of a pattern that is made of valid ones, so that it can only be too large: RE2 compiles it (some 20 µs)
  // only when it is first needed, for of thousands of definitions a run uses few.
  static Result<std::shared_ptr<const TreeRegexp>> made_of_valid(std::string pattern);

  // The first match anywhere in the text. Any thread. Throws std::logic_error when the pattern of
  // made_of_valid was none.
  [[nodiscard]] std::optional<TreeMatch> match(std::string_view text) const;

  [[nodiscard]] const std::string& pattern() const { return pattern_; }
  [[nodiscard]] const std::vector<GroupShape>& groups() const { return shape_.children; }

  explicit TreeRegexp(std::string pattern) : pattern_(std::move(pattern)) {}  // by the two above

 private:
  void find_groups();
  [[nodiscard]] const re2::RE2& regexp() const;
  [[nodiscard]] const std::optional<PlainRegexp>& plain() const;
  [[nodiscard]] std::optional<bool> match_plainly(std::string_view text, std::span<std::string_view> groups,
                                                  bool ascii) const;
  [[nodiscard]] bool match_by_re2(std::string_view text, std::span<std::string_view> groups) const;

  std::string pattern_;
  GroupShape shape_;
  std::size_t group_count_ = 1;  // the whole match included
  mutable std::once_flag regexp_compiled_, plain_compiled_;
  mutable std::optional<re2::RE2> regexp_;
  mutable std::optional<PlainRegexp> plain_;
};

}  // namespace ordeal::expressions
