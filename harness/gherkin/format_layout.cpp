#include "harness/gherkin/format_layout.hpp"

#include <algorithm>
#include <span>

namespace ordeal::gherkin {
namespace {

// Takes the source's lines in order and says how deep each stands. Comments and tags are as deep as what
// follows, which is not known yet.
class Levels {
 public:
  explicit Levels(std::vector<LaidLine>& lines) : lines_(lines) {}

  void add(const Token& token, const Line& line) {
    if (!in_doc_string_ && line.is_empty()) {
      blank_ = true;
      return;
    }
    LaidLine laid{.token = &token, .line = line, .blank_before = blank_ && !in_doc_string_};
    blank_ = false;
    place(laid);
    laid.inside = laid.is_title() ? laid.level + 1 : laid.level;
    lines_.push_back(laid);
  }

 private:
  void place(LaidLine& laid) {
    switch (laid.kind()) {
      case TokenKind::feature_line:
        return title(laid, 0);
      case TokenKind::rule_line:
        in_rule_ = true;
        return title(laid, 1);
      case TokenKind::background_line:
      case TokenKind::scenario_line:
        return title(laid, in_rule_ ? 2 : 1);
      case TokenKind::examples_line:
        return title(laid, in_rule_ ? 3 : 2);
      case TokenKind::step_line:
        laid.level = body_;
        argument_ = body_ + 1;
        return;
      case TokenKind::table_row:
        laid.level = argument_;
        return;
      case TokenKind::doc_string_separator:
        return fence(laid);
      case TokenKind::other:
        laid.level = in_doc_string_ ? argument_ : body_;
        laid.strip = fence_indent_;
        laid.in_doc_string = in_doc_string_;
        return;
      case TokenKind::eof:
      case TokenKind::empty:
      case TokenKind::comment:
      case TokenKind::tag_line:
      case TokenKind::language:
        return;
    }
  }

  void title(LaidLine& laid, std::uint32_t level) {
    laid.level = level;
    body_ = argument_ = level + 1;
  }

  void fence(LaidLine& laid) {
    laid.level = argument_;
    laid.in_doc_string = in_doc_string_;
    in_doc_string_ = !in_doc_string_;
    laid.opens_doc_string = in_doc_string_;
    fence_indent_ = in_doc_string_ ? laid.line.indent : 0;
  }

  std::vector<LaidLine>& lines_;
  std::uint32_t body_ = 0, argument_ = 0;  // levels under the last title, under the last step
  std::uint32_t fence_indent_ = 0;
  bool in_rule_ = false, in_doc_string_ = false, blank_ = false;
};

bool is_description(const LaidLine& line) {
  return line.kind() == TokenKind::other && !line.in_doc_string;
}

// The indentation that all lines of a description have goes; what one has more than another stays.
void strip_descriptions(std::vector<LaidLine>& lines) {
  const auto beyond = [](const LaidLine& line) {
    return !is_description(line) && line.kind() != TokenKind::comment;
  };
  for (auto at = lines.begin(); at != lines.end();) {
    at = std::find_if(at, lines.end(), is_description);
    const auto end = std::find_if(at, lines.end(), beyond);
    std::uint32_t least = UINT32_MAX;
    for (const LaidLine& line : std::span(at, end)) {
      if (is_description(line)) least = std::min(least, line.line.indent);
    }
    for (LaidLine& line : std::span(at, end)) line.strip = least;
    at = end;
  }
}

bool is_head(const LaidLine& line) {
  return line.is_title() || line.kind() == TokenKind::tag_line;
}

// Comments in a row, what stands before them and what follows; without comments, two lines that follow each
// other.
struct Between {
  const LaidLine* before;     // null: the file's start
  std::span<LaidLine> lines;  // the comments
  LaidLine* after;            // null: the file's end

  bool tight() const {
    if (!after) return false;
    if (after->in_doc_string || after->opens_doc_string || after->kind() == TokenKind::table_row) return true;
    if (!before) return false;
    return before->kind() == TokenKind::tag_line ||
           (before->is_title() && after->kind() == TokenKind::step_line);
  }
  bool apart() const { return before && after && before->kind() != TokenKind::language && is_head(*after); }
  LaidLine& first() const { return lines.empty() ? *after : lines.front(); }
};

// How many comments, from the first on, belong to what stands before them.
std::size_t belonging_to_before(const Between& between) {
  if (!between.before || between.tight()) return 0;
  if (!between.after) return between.lines.size();
  if (between.lines.empty() || between.lines.front().blank_before) return 0;
  std::size_t count = 1;
  while (count < between.lines.size() && !between.lines[count].blank_before) ++count;
  const bool blank_behind = count < between.lines.size() || between.after->blank_before;
  return blank_behind ? count : 0;
}

void settle(const Between& between) {
  const std::size_t belonging = belonging_to_before(between);
  const std::uint32_t following = between.after ? between.after->level : 0;
  for (std::size_t i = 0; i < between.lines.size(); ++i) {
    between.lines[i].level = i < belonging ? between.before->inside : following;
  }
  bool blank = false;
  const auto settle_blank = [&](LaidLine& line) {
    line.blank_before = line.blank_before && !between.tight();
    blank = blank || line.blank_before;
  };
  const bool tight = between.tight(), apart = between.apart();
  std::ranges::for_each(between.lines, settle_blank);
  if (between.after) settle_blank(*between.after);
  if (apart && !tight && !blank) between.first().blank_before = true;
  if (!between.before && (between.after || !between.lines.empty())) between.first().blank_before = false;
}

// Tags first, from the end: comments are as deep as the tags that follow.
void settle_tags(std::vector<LaidLine>& lines) {
  std::uint32_t level = 0;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->is_title()) level = line->level;
    if (line->kind() == TokenKind::tag_line) line->level = line->inside = level;
  }
}

void settle_comments_and_blanks(std::vector<LaidLine>& lines) {
  const LaidLine* before = nullptr;
  for (std::size_t at = 0; at < lines.size();) {
    std::size_t after = at;
    while (after < lines.size() && lines[after].kind() == TokenKind::comment) ++after;
    LaidLine* next = after < lines.size() ? &lines[after] : nullptr;
    settle({before, std::span(lines).subspan(at, after - at), next});
    before = next;
    at = after + 1;
  }
}

}  // namespace

bool LaidLine::is_title() const {
  switch (kind()) {
    case TokenKind::feature_line:
    case TokenKind::rule_line:
    case TokenKind::background_line:
    case TokenKind::scenario_line:
    case TokenKind::examples_line:
      return true;
    default:
      return false;
  }
}

std::vector<LaidLine> lay_out(std::string_view source, const std::vector<Token>& tokens) {
  std::vector<LaidLine> lines;
  lines.reserve(tokens.size());
  Levels levels(lines);
  LineScanner scanner(source);
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::eof) break;
    levels.add(token, scanner.next());
  }
  strip_descriptions(lines);
  settle_tags(lines);
  settle_comments_and_blanks(lines);
  return lines;
}

}  // namespace ordeal::gherkin
