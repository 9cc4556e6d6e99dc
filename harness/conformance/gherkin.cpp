#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "harness/conformance/cases.hpp"
#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::conformance {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace gherkin;

// The envelope that `append` writes of these.
template <typename... Part>
json::value envelope(void (*append)(std::string&, Part...), const std::type_identity_t<Part>&... part) {
  std::string text;
  append(text, part...);
  return json::parse(text);
}

// A feature of the official data, and what is expected of it.
class OfficialFeature {
 public:
  OfficialFeature(const fs::path& expectation, const std::string& ending) : expectation_(expectation) {
    const std::string name = expectation.string();
    feature_ = name.substr(0, name.size() - ending.size());
  }

  std::string text() const { return text_of(feature_); }
  ParseOptions options() const { return {.syntax = syntax_of(uri())}; }
  // As the official files name it.
  std::string uri() const {
    return "../testdata/" + (feature_.parent_path().filename() / feature_.filename()).string();
  }
  std::string expected_text() const { return text_of(expectation_); }
  std::vector<json::value> expected() const { return messages_in(expectation_); }

 private:
  fs::path expectation_, feature_;
};

void check_source(const OfficialFeature& feature) {
  IncrementingIds ids;
  const Document document = parse(feature.text(), feature.uri(), ids, feature.options()).value();
  EXPECT_THAT(feature.expected(),
              testing::ElementsAre(envelope(append_source_json, document.uri, document.source)));
}

void check_tokens(const OfficialFeature& feature) {
  EXPECT_EQ(tokens_text(tokenize(feature.text(), feature.options()).value().tokens), feature.expected_text());
}

void check_ast(const OfficialFeature& feature) {
  IncrementingIds ids;
  const Document document = parse(feature.text(), feature.uri(), ids, feature.options()).value();
  EXPECT_THAT(feature.expected(), testing::ElementsAre(envelope(append_document_json, document)));
}

void check_pickles(const OfficialFeature& feature) {
  IncrementingIds ids;
  const Document document = parse(feature.text(), feature.uri(), ids, feature.options()).value();
  const Pickles pickles = compile_pickles(document, ids).value();
  std::vector<json::value> messages;
  for (const Pickle& pickle : pickles) messages.push_back(envelope(append_pickle_json, pickle));
  EXPECT_EQ(messages, feature.expected());
}

void check_errors(const OfficialFeature& feature) {
  IncrementingIds ids;
  const auto document = parse(feature.text(), feature.uri(), ids, feature.options());
  ASSERT_FALSE(document.has_value());
  std::vector<json::value> messages;
  for (const ParseError& error : document.error()) {
    messages.push_back(envelope(append_parse_error_json, error, feature.uri()));
  }
  EXPECT_EQ(messages, feature.expected());
}

void add(const std::string& suite, const fs::path& folder, const std::string& ending,
         void (*check)(const OfficialFeature&)) {
  std::vector<fs::path> files = files_of(folder, ".feature" + ending);
  std::ranges::move(files_of(folder, ".feature.md" + ending, 0), std::back_inserter(files));
  for (const fs::path& file : files) add_case(suite, file, [=] { check(OfficialFeature(file, ending)); });
}

}  // namespace

void add_gherkin_cases(const fs::path& folder) {
  add("GherkinSource", folder / "good", ".source.ndjson", check_source);
  add("GherkinTokens", folder / "good", ".tokens", check_tokens);
  add("GherkinAst", folder / "good", ".ast.ndjson", check_ast);
  add("GherkinPickles", folder / "good", ".pickles.ndjson", check_pickles);
  add("GherkinErrors", folder / "bad", ".errors.ndjson", check_errors);
}

}  // namespace ordeal::conformance
