#include "harness/gherkin/parser.hpp"

#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>

#include "harness/gherkin/builder.hpp"
#include "harness/gherkin/grammar.hpp"
#include "harness/gherkin/line.hpp"
#include "harness/gherkin/markdown_matcher.hpp"
#include "harness/gherkin/matcher.hpp"
#include "harness/gherkin/store.hpp"
#include "harness/gherkin/table_check.hpp"
#include "harness/gherkin/utf8.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::gherkin {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Receiver: who gets the tokens, a Builder or a TableCheck.
template <class Matcher, class Receiver>
class Parser {
 public:
  Parser(Store& store, const Language& language, ParseErrors& errors, Receiver& receiver)
      : errors_(errors), lines_(store.source()), matcher_(language, store, errors), receiver_(receiver) {}

  // Goes on after an error with the next line, in the same state, to find the others. `finish` is called at
  // the end of a file that is one: it may find one more error, since the last table is checked only then.
  template <std::invocable Finish>
  void run(std::vector<Token>* tokens, Finish finish) {
    for (bool more = true; more && !errors_.full();) {
      const Line line = lines_.next();
      more = !line.end_of_file;
      if (!read(line)) {
        errors_.add(unexpected_at(line), unexpected(line));
        continue;
      }
      if (tokens) tokens->push_back(token_);
      if (!more) finish();
    }
  }

 private:
  // Takes the line for the first kind of token that fits; false if none does.
  bool read(const Line& line) {
    for (const TokenKind kind : expected_tokens(state_)) {
      if (!matcher_.may_be(kind, line) || !matcher_.match(kind, line, token_)) continue;
      const State next = kind == TokenKind::tag_line ? after_tags() : after(state_, kind);
      build(next);
      state_ = next;
      return true;
    }
    return false;
  }

  // Tags belong to what follows them, behind more tags, comments and empty lines: to examples or a scenario;
  // if it is neither of them, the grammar wants a rule.
  State after_tags() {
    if (state_.position == Position::tags) return state_;
    if (state_.position == Position::start || state_.position == Position::language) {
      return {Section::feature, Position::tags};
    }
    const bool examples_may_follow =
        state_.section == Section::scenario || state_.section == Section::examples;
    if (examples_may_follow && tags_lead_to(TokenKind::examples_line))
      return {Section::examples, Position::tags};
    if (tags_lead_to(TokenKind::scenario_line)) return {Section::scenario, Position::tags};
    return {Section::rule, Position::tags};
  }

  bool tags_lead_to(TokenKind kind) {
    for (LineScanner ahead = lines_;;) {
      const Line line = ahead.next();
      if (matcher_.match(kind, line, ahead_token_)) return true;
      if (!matcher_.match(TokenKind::empty, line, ahead_token_) &&
          !matcher_.match(TokenKind::comment, line, ahead_token_) &&
          !matcher_.match(TokenKind::tag_line, line, ahead_token_)) {
        return false;
      }
    }
  }

  void build(State next) {
    switch (token_.kind) {
      case TokenKind::tag_line:
        if (state_.position != Position::tags) receiver_.begin(next.section);
        return receiver_.add_tags(next.section, token_);
      case TokenKind::feature_line:
      case TokenKind::rule_line:
      case TokenKind::background_line:
      case TokenKind::scenario_line:
      case TokenKind::examples_line:
        if (state_.position != Position::tags) receiver_.begin(next.section);
        return receiver_.add_title(next.section, token_, matcher_.language_code());
      case TokenKind::step_line:
        return receiver_.add_step(token_);
      case TokenKind::table_row:
        return receiver_.add_row(token_);
      case TokenKind::comment:
        if (!token_.text.empty()) receiver_.add_comment(token_);  // Markdown's are lines of a table
        return;
      case TokenKind::doc_string_separator:
        if (in_doc_string(next)) return receiver_.open_doc_string(token_);
        return receiver_.close_doc_string();
      case TokenKind::other:
        if (in_doc_string(state_)) return receiver_.add_doc_string_line(token_.text);
        return receiver_.add_description(token_.text);
      case TokenKind::eof:
      case TokenKind::empty:
      case TokenKind::language:
        return;
    }
  }

  static bool in_doc_string(State state) {
    return state.position == Position::doc_string || state.position == Position::last_doc_string;
  }

  static Location unexpected_at(const Line& line) {
    return line.end_of_file ? Location{line.number, 0} : line.location();
  }

  std::string unexpected(const Line& line) const {
    std::string message = line.end_of_file ? "unexpected end of file, expected: " : "expected: ";
    std::string_view separator;
    for (const TokenKind kind : expected_tokens(state_)) {
      message.append(separator).append("#").append(name_of(kind));
      separator = ", ";
    }
    if (!line.end_of_file) message.append(", got '").append(trim(line.trimmed)).append("'");
    return message;
  }

  ParseErrors& errors_;
  LineScanner lines_;
  Matcher matcher_;
  Receiver& receiver_;
  State state_;
  Token token_;
  Token ahead_token_;
};

template <class Matcher>
std::vector<ParseError> errors_in(Store& store, const Language& language) {
  ParseErrors errors;
  TableCheck check(errors);
  Parser<Matcher, TableCheck>(store, language, errors, check).run(nullptr, [&] { check.finish(); });
  return errors.take();
}

template <class Matcher>
ParseResult<Document> parse_with(std::shared_ptr<Store> store, const Language& language, std::string_view uri,
                                 IdGenerator& ids, const ParseOptions& options, std::vector<Token>* tokens) {
  if (store->source().size() > options.checked_first) {
    if (auto errors = errors_in<Matcher>(*store, language); !errors.empty()) return errors;
  }
  ParseErrors errors;
  Builder builder(*store, ids, errors);
  Document document{.memory = store, .uri = store->keep(uri), .source = store->source()};
  Parser<Matcher, Builder>(*store, language, errors, builder).run(tokens, [&] { builder.finish(document); });
  if (!errors.empty()) return errors.take();
  return document;
}

Location location_of(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto lines = std::ranges::count(before, '\n');
  return {static_cast<std::uint32_t>(lines + 1),
          static_cast<std::uint32_t>(count_code_points(before.substr(line_start)) + 1)};
}

// Why the bytes are no text that can be parsed, if so.
std::optional<ParseError> unreadable(std::string_view source, const ParseOptions& options) {
  if (source.size() > options.max_bytes) {
    return ParseError{{},
                      "the file has " + std::to_string(source.size()) + " bytes, more than the limit of " +
                          std::to_string(options.max_bytes) + ": split it"};
  }
  const std::size_t offset = find_invalid_utf8(source);
  if (offset == std::string_view::npos) return std::nullopt;
  const bool utf16 = source.starts_with("\xFF\xFE") || source.starts_with("\xFE\xFF");
  return ParseError{location_of(source, offset), "not valid UTF-8 at byte " + std::to_string(offset) +
                                                     (utf16 ? " (it looks like UTF-16)" : "") +
                                                     ": save the file as UTF-8"};
}

ParseResult<Document> parse_text(std::string source, std::string_view uri, IdGenerator& ids,
                                 const ParseOptions& options, std::vector<Token>* tokens) {
  if (const auto error = unreadable(source, options)) return std::vector{*error};
  if (source.starts_with(byte_order_mark)) source.erase(0, byte_order_mark.size());
  const Language* language = find_language(options.language);
  if (!language) {
    return std::vector{ParseError{{}, "Language not supported: " + std::string(options.language)}};
  }
  auto store = std::make_shared<Store>(std::move(source));
  return options.syntax == Syntax::markdown
             ? parse_with<MarkdownMatcher>(std::move(store), *language, uri, ids, options, tokens)
             : parse_with<Matcher>(std::move(store), *language, uri, ids, options, tokens);
}

}  // namespace

Syntax syntax_of(std::string_view uri) {
  return uri.ends_with(".md") ? Syntax::markdown : Syntax::plain;
}

std::string_view media_type_of(std::string_view uri) {
  return syntax_of(uri) == Syntax::markdown ? "text/x.cucumber.gherkin+markdown"
                                            : "text/x.cucumber.gherkin+plain";
}

ParseResult<Document> parse(std::string source, std::string_view uri, IdGenerator& ids,
                            const ParseOptions& options) {
  return parse_text(std::move(source), uri, ids, options, nullptr);
}

ParseResult<TokenizedDocument> tokenize(std::string source, const ParseOptions& options) {
  IncrementingIds ids;
  std::vector<Token> tokens;
  ParseResult<Document> document = parse_text(std::move(source), {}, ids, options, &tokens);
  if (!document) return document.error();
  return TokenizedDocument{std::move(*document), std::move(tokens)};
}

}  // namespace ordeal::gherkin
