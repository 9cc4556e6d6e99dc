// A feature file of any bytes, as plain Gherkin and as Markdown: a document, pickles and JSON of them, or
// errors.
#include <boost/json/parse.hpp>

#include "harness/fuzz/promise.hpp"
#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::fuzz {
namespace {

constexpr std::size_t kMostWork = std::size_t{1} << 24;  // outlines multiply

void expect_json(const std::string& json) {
  boost::system::error_code error;
  boost::json::parse(json, error, {}, {.max_depth = 64});
  promise(!error, "what is sent is JSON", error.message() + "\n" + json);
}

void expect_errors(const std::vector<gherkin::ParseError>& errors) {
  promise(!errors.empty(), "what does not parse has an error", "");
  promise(errors.size() <= gherkin::ParseErrors::limit, "there are few errors",
          std::to_string(errors.size()));
  for (const auto& error : errors) {
    std::string json;
    gherkin::append_parse_error_json(json, error, "a.feature");
    expect_json(json);
  }
}

void read(const std::string& source, gherkin::Syntax syntax) {
  const gherkin::ParseOptions options{.syntax = syntax};
  gherkin::IncrementingIds ids;
  const auto document = gherkin::parse(source, "a.feature", ids, options);
  const auto tokenized = gherkin::tokenize(source, options);
  promise(document.has_value() == tokenized.has_value(), "parse and tokenize agree", source);
  if (!document) return expect_errors(document.error());
  gherkin::tokens_text(tokenized->tokens);

  std::string json;
  gherkin::append_document_json(json, *document);
  expect_json(json);
  const auto pickles = gherkin::compile_pickles(*document, ids, {.max_work = kMostWork});
  if (!pickles) return expect_errors(pickles.error());
  for (const gherkin::Pickle& pickle : *pickles) {
    json.clear();
    gherkin::append_pickle_json(json, pickle);
    expect_json(json);
  }
}

}  // namespace
}  // namespace ordeal::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string source(reinterpret_cast<const char*>(data), size);
  ordeal::fuzz::read(source, ordeal::gherkin::Syntax::plain);
  ordeal::fuzz::read(source, ordeal::gherkin::Syntax::markdown);
  return 0;
}
