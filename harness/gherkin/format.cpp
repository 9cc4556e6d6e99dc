#include "harness/gherkin/format.hpp"

#include <algorithm>
#include <span>

#include "harness/gherkin/format_layout.hpp"
#include "harness/gherkin/format_table.hpp"
#include "harness/gherkin/language.hpp"
#include "harness/gherkin/utf8.hpp"

namespace ordeal::gherkin {
namespace {

class Writer {
 public:
  Writer(std::span<const LaidLine> lines, const Language& language, std::string& out)
      : lines_(lines), language_(&language), out_(out) {}

  void write_all() {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const LaidLine& line = lines_[at];
      if (continues_tags(at)) {
        out_.back() = ' ';  // instead of the line end
      } else {
        if (line.blank_before) out_ += '\n';
        if (!is_empty(line)) out_.append(2 * line.level, ' ');
      }
      if (line.kind() == TokenKind::table_row && !in_table(at)) measure_table(at);
      write(line);
      out_ += '\n';
    }
  }

 private:
  // Two lines of tags become one, unless a comment ends the first.
  bool continues_tags(std::size_t at) const {
    return at > 0 && is_tags(lines_[at]) && is_tags(lines_[at - 1]) && tag_comment(lines_[at - 1]).empty();
  }
  static bool is_tags(const LaidLine& line) {
    return line.kind() == TokenKind::tag_line && !line.token->items.empty();
  }
  static std::string_view tag_comment(const LaidLine& line) {
    return trim(line.line.trimmed.substr(without_trailing_comment(line.line.trimmed).size()));
  }

  static bool is_empty(const LaidLine& line) {
    return line.in_doc_string && line.kind() == TokenKind::other &&
           line.line.without_indent(line.strip).empty();
  }

  // Whether a row of the same table stands before this one, perhaps with comments between them.
  bool in_table(std::size_t at) const {
    while (at > 0 && lines_[at - 1].kind() == TokenKind::comment) --at;
    return at > 0 && lines_[at - 1].kind() == TokenKind::table_row;
  }
  void measure_table(std::size_t at) {
    table_.clear();
    for (; at < lines_.size(); ++at) {
      if (lines_[at].kind() == TokenKind::table_row) {
        table_.add(lines_[at].line.trimmed);
      } else if (lines_[at].kind() != TokenKind::comment) {
        return;
      }
    }
  }

  void write(const LaidLine& line) {
    const Token& token = *line.token;
    switch (token.kind) {
      case TokenKind::language:
        language_ = find_language(token.text);
        out_.append("# language: ").append(token.text);
        return;
      case TokenKind::tag_line:
        return write_tags(line);
      case TokenKind::feature_line:
      case TokenKind::rule_line:
      case TokenKind::background_line:
      case TokenKind::scenario_line:
      case TokenKind::examples_line:
        out_.append(token.keyword).append(":");
        if (!token.text.empty()) out_.append(" ").append(token.text);
        return;
      case TokenKind::step_line:
        return write_step(line);
      case TokenKind::table_row:
        return table_.write(line.line.trimmed, out_);
      case TokenKind::doc_string_separator:
        if (line.opens_doc_string) {
          out_.append(token.keyword).append(token.text);
        } else {
          out_.append(trim(line.line.trimmed));  // what stands behind the fence means nothing, and stays
        }
        return;
      case TokenKind::other:
        return write_text(line);
      case TokenKind::comment:
      case TokenKind::empty:
      case TokenKind::eof:
        out_.append(trim(line.line.trimmed));
        return;
    }
  }

  void write_tags(const LaidLine& line) {
    if (line.token->items.empty()) {  // a lone '@'
      out_.append(trim(line.line.trimmed));
      return;
    }
    const char* separator = "";
    for (const TokenItem& tag : line.token->items) {
      out_.append(separator).append(tag.text);
      separator = " ";
    }
    const std::string_view comment = tag_comment(line);
    if (!comment.empty()) out_.append(" ").append(comment);
  }

  // With one space less, a step may begin with a longer keyword ("Étant donné  que"): then it stays.
  void write_step(const LaidLine& line) {
    const Token& token = *line.token;
    const std::string_view behind = line.line.trimmed.substr(token.keyword.size());
    const bool spaced = !token.text.empty() && token.text.data() != behind.data();
    const std::size_t start = out_.size();
    out_.append(token.keyword);
    if (spaced && !token.keyword.ends_with(' ')) out_ += ' ';
    out_.append(token.text);
    if (spaced && keyword_of(std::string_view(out_).substr(start)) != token.keyword) {
      out_.resize(start);
      out_.append(trim(line.line.trimmed));
    }
  }

  std::string_view keyword_of(std::string_view step) const {
    const auto found = std::ranges::find_if(
        language_->steps, [step](const StepKeyword& keyword) { return step.starts_with(keyword.text); });
    return found == language_->steps.end() ? std::string_view() : found->text;
  }

  void write_text(const LaidLine& line) {
    const std::string_view text = line.line.without_indent(line.strip);
    if (!line.in_doc_string) {
      out_.append(trim_right(text));
      return;
    }
    out_.append(text);
    if (text.ends_with('\r')) out_ += '\r';  // a line loses one before its "\n", so that this one stays
  }

  std::span<const LaidLine> lines_;
  const Language* language_;
  std::string& out_;
  TableLayout table_;
};

}  // namespace

ParseResult<std::string> format(std::string_view source, const ParseOptions& options) {
  const auto read = tokenize(std::string(source), options);
  if (!read) return read.error();
  if (options.syntax == Syntax::markdown) return std::string(source);
  std::string formatted;
  formatted.reserve(source.size() + source.size() / 8);
  const std::vector<LaidLine> lines = lay_out(read->document.source, read->tokens);
  Writer(lines, *find_language(options.language), formatted).write_all();
  return formatted;
}

}  // namespace ordeal::gherkin
