// The official test data: each expectation on disk is one test case. There is no list of exceptions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/json.hpp"
#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path test_data = fs::path(ORDEAL_SOURCE_DIR) / "harness/gherkin/testdata";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<json::value> read_ndjson(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::vector<json::value> messages;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) messages.push_back(json::parse(line));
  }
  return messages;
}

// Features in testdata/FOLDER that come with this expectation, by name.
std::vector<std::string> cases(const std::string& folder, const std::string& expectation) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test_data / folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(expectation)) names.push_back(name.substr(0, name.size() - expectation.size()));
  }
  std::ranges::sort(names);
  return names;
}

std::string case_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

// The envelope that `append` writes of these.
template <typename... Part>
json::value envelope(void (*append)(std::string&, Part...), const std::type_identity_t<Part>&... part) {
  std::string text;
  append(text, part...);
  return json::parse(text);
}

class OfficialCase : public testing::TestWithParam<std::string> {
 protected:
  explicit OfficialCase(std::string folder) : folder_(std::move(folder)) {}

  fs::path feature() const { return test_data / folder_ / (GetParam() + ".feature"); }
  std::string uri() const { return "../testdata/" + folder_ + "/" + GetParam() + ".feature"; }
  std::vector<json::value> expected(const std::string& expectation) const {
    return read_ndjson(feature().string() + expectation);
  }

  IncrementingIds ids_;

 private:
  std::string folder_;
};

struct Good : OfficialCase {
  Good() : OfficialCase("good") {}
};
struct GoodSource : Good {};
struct GoodTokens : Good {};
struct GoodAst : Good {};
struct GoodPickles : Good {};
struct Bad : OfficialCase {
  Bad() : OfficialCase("bad") {}
};

TEST_P(GoodSource, IsCarriedUnchanged) {
  const Document document = parse(read(feature()), uri(), ids_).value();
  EXPECT_THAT(expected(".source.ndjson"),
              testing::ElementsAre(envelope(append_source_json, document.uri, document.source)));
}

TEST_P(GoodTokens, AreTheOfficialOnes) {
  const TokenizedDocument document = tokenize(read(feature())).value();
  EXPECT_EQ(tokens_text(document.tokens), read(feature().string() + ".tokens"));
}

TEST_P(GoodAst, IsTheOfficialOne) {
  const Document document = parse(read(feature()), uri(), ids_).value();
  EXPECT_THAT(expected(".ast.ndjson"), testing::ElementsAre(envelope(append_document_json, document)));
}

TEST_P(GoodPickles, AreTheOfficialOnes) {
  const Document document = parse(read(feature()), uri(), ids_).value();
  const Pickles pickles = compile_pickles(document, ids_).value();
  std::vector<json::value> messages;
  for (const Pickle& pickle : pickles) messages.push_back(envelope(append_pickle_json, pickle));
  EXPECT_EQ(messages, expected(".pickles.ndjson"));
}

TEST_P(Bad, GivesTheOfficialErrors) {
  const auto document = parse(read(feature()), uri(), ids_);
  ASSERT_FALSE(document.has_value());
  std::vector<json::value> messages;
  for (const ParseError& error : document.error())
    messages.push_back(envelope(append_parse_error_json, error, uri()));
  EXPECT_EQ(messages, expected(".errors.ndjson"));
}

INSTANTIATE_TEST_SUITE_P(Official, GoodSource, testing::ValuesIn(cases("good", ".feature.source.ndjson")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Official, GoodTokens, testing::ValuesIn(cases("good", ".feature.tokens")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Official, GoodAst, testing::ValuesIn(cases("good", ".feature.ast.ndjson")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Official, GoodPickles, testing::ValuesIn(cases("good", ".feature.pickles.ndjson")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Official, Bad, testing::ValuesIn(cases("bad", ".feature.errors.ndjson")), case_name);

}  // namespace
}  // namespace ordeal::gherkin
