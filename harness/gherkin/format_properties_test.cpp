// What must hold for every text: formatting keeps its promises for all features that can be generated, and
// the parser answers whatever it is given with a document or with errors. A failure prints its configuration:
// RC_PARAMS="reproduce=…" repeats it.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "harness/gherkin/format_fixture.hpp"
#include "harness/gherkin/language.hpp"

namespace ordeal::gherkin {
namespace {

template <class Value>
Value pick(std::vector<Value> values) {
  return *rc::gen::elementOf(std::move(values));
}

int up_to(int most) {
  return *rc::gen::inRange(0, most + 1);
}

bool perhaps() {
  return up_to(1) == 1;
}

// Words, signs that mean something elsewhere, wide and combining characters; no line ends.
std::string words(int most) {
  static const std::vector<std::string> pieces = {
      "a",  "slot",   "<a>",    "<b>",  "場景", "e\u0301",   "🙈",           " ",   "  ",
      "\t", "\u00A0", "\u3000", "#",    " #",   "@",         "\"\"\"",       "```", ":",
      "*",  "\\",     "Given ", "que ", "|",    "Scenario:", "\\\"\\\"\\\"", "-"};
  std::string text;
  for (int left = up_to(most); left > 0; --left) text += pick(pieces);
  return text;
}

// A document under construction: each line gets an indentation, spaces behind it and a line end of its own.
class Document {
 public:
  Document() : language_(pick(languages_to_speak())) {
    if (language_->code != "en" || perhaps())
      line("#" + spaces() + "language:" + spaces() + std::string(language_->code));
    comments();
    tags();
    title(language_->feature);
    sections();
    for (int rules = up_to(2); rules > 0; --rules) {
      tags();
      title(language_->rule);
      sections();
    }
    if (perhaps() && !text_.empty()) text_.pop_back();  // the last line end
  }

  const std::string& text() const { return text_; }

 private:
  static std::vector<const Language*> languages_to_speak() {
    std::vector<const Language*> all;
    for (const Language& language : languages()) all.push_back(&language);
    return all;
  }

  static std::string spaces() { return pick<std::string>({"", "", " ", "  ", "\t", "      ", "\u00A0"}); }

  void line(const std::string& content) {
    text_ += spaces() + content + spaces() + pick<std::string>({"\n", "\n", "\r\n"});
  }

  void comments() {
    for (int left = up_to(2); left > 0; --left) perhaps() ? line("") : line("#" + words(3));
  }

  void tags() {
    for (int lines = up_to(2); lines > 0; --lines) {
      std::string all;
      for (int left = up_to(2); left >= 0; --left)
        all += "@" + pick<std::string>({"a", "b#1", "場", ""}) + pick<std::string>({"", " ", "  "});
      line(all + pick<std::string>({"", " # why", " #"}));
      comments();
    }
  }

  void title(std::span<const std::string_view> keywords) {
    line(std::string(pick(std::vector(keywords.begin(), keywords.end()))) + ":" + spaces() + words(3));
    comments();
    if (perhaps()) return;
    for (int left = up_to(3); left > 0; --left) {
      line(perhaps() ? "text " + words(2) : "");
      if (up_to(3) == 0) comments();
    }
  }

  void sections() {
    if (perhaps()) {
      title(language_->background);
      steps();
    }
    for (int scenarios = up_to(2); scenarios > 0; --scenarios) {
      tags();
      title(language_->scenario);
      steps();
      for (int examples = up_to(2); examples > 0; --examples) {
        tags();
        title(language_->examples);
        if (perhaps()) table();
      }
    }
  }

  void steps() {
    for (int left = up_to(3); left > 0; --left) {
      const auto keyword = pick(std::vector(language_->steps.begin(), language_->steps.end())).text;
      line(std::string(keyword) + spaces() + words(3));
      comments();
      const int arguments = up_to(4);
      if (arguments == 1 || arguments == 3) table();
      if (arguments == 2 || arguments == 3) doc_string();
      if (arguments == 4) {
        doc_string();
        table();
      }
    }
  }

  void table() {
    static const std::vector<std::string> cells = {
        "",    "a",       "b",       "場景",          "a\\|b", "\\\\", "\\n", "\\n ",
        "\\x", "e\u0301", "x\u0085", "\u3000x\u3000", "<a>",   "\r",   "-1"};
    const int columns = 1 + up_to(2);
    for (int rows = 1 + up_to(2); rows > 0; --rows) {
      std::string row = "|";
      for (int column = 0; column < columns; ++column) row += spaces() + pick(cells) + spaces() + "|";
      line(row + pick<std::string>({"", "", " # why", "junk"}));
      if (up_to(3) == 0) comments();
    }
  }

  void doc_string() {
    const std::string fence = pick<std::string>({R"(""")", "```"});
    line(fence + spaces() + pick<std::string>({"", "xml", "text/plain; a"}));
    for (int lines = up_to(4); lines > 0; --lines) {
      std::string content = words(3);
      if (trimmed(content).starts_with(fence)) content = "x" + content;
      line(content + pick<std::string>({"", "", "\r"}));
    }
    line(fence + pick<std::string>({"", "", " behind"}));
    comments();
  }

  static std::string trimmed(const std::string& text) {
    const std::size_t at = text.find_first_not_of(" \t");
    return at == std::string::npos ? "" : text.substr(at);
  }

  const Language* language_;
  std::string text_;
};

RC_GTEST_PROP(FormatProperty, KeepsItsPromisesForGeneratedFeatures, ()) {
  const std::string source = Document().text();
  if (!format(source)) {  // a step's words may make another line of it than meant
    RC_DISCARD("does not parse");
  }
  const std::string broken = broken_promise(source);
  if (!broken.empty()) RC_FAIL(broken);
}

// Reads everything; an exception fails the property.
void answers(const std::string& source, const ParseOptions& options) {
  IncrementingIds ids;
  const auto document = parse(source, "a.feature", ids, options);
  if (document) {
    const auto pickles = compile_pickles(*document, ids, {.max_work = 1 << 22});
    RC_ASSERT(pickles.has_value() || !pickles.error().empty());
  } else {
    RC_ASSERT(!document.error().empty());
  }
  RC_ASSERT(format(source, options).has_value() == document.has_value());
}

RC_GTEST_PROP(ParserProperty, AnswersArbitraryBytesWithADocumentOrErrors,
              (const std::string& bytes, bool markdown)) {
  answers(bytes, {.syntax = markdown ? Syntax::markdown : Syntax::plain});
}

RC_GTEST_PROP(ParserProperty, AnswersMutatedFeaturesWithADocumentOrErrors, ()) {
  std::string source = Document().text();
  for (int left = 1 + up_to(4); left > 0 && !source.empty(); --left) {
    const auto at = *rc::gen::inRange<std::size_t>(0, source.size());
    const auto length = *rc::gen::inRange<std::size_t>(1, 20);
    switch (up_to(2)) {
      case 0:
        source[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        source.erase(at, length);
        break;
      default:
        source.insert(at, source.substr(at, length));
    }
  }
  answers(source, {.syntax = perhaps() ? Syntax::markdown : Syntax::plain});
  if (format(source)) {
    const std::string broken = broken_promise(source);
    if (!broken.empty()) RC_FAIL(broken);
  }
}

}  // namespace
}  // namespace ordeal::gherkin
