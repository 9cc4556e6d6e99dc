// Official test data as GoogleTest cases: one for each case that lies in a folder. Whatever copy of the data
// is named, all of it is run; there is no list of exceptions.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ordeal::conformance {

// Each registers its cases, and throws std::runtime_error when the folder has none of a kind.

// cucumber/gherkin's testdata: good/ and bad/ with .tokens, .ast.ndjson, .pickles.ndjson, .source.ndjson and
// .errors.ndjson beside the features; those of *.feature.md, which not every copy has, too.
void add_gherkin_cases(const std::filesystem::path& folder);
// cucumber/cucumber-expressions' testdata: *.yaml in cucumber-expression/{tokenizer,parser,transformation,
// matching} and regular-expression/matching.
void add_expression_cases(const std::filesystem::path& folder);
// cucumber/tag-expressions' testdata: errors.yml, parsing.yml, evaluations.yml.
void add_tag_cases(const std::filesystem::path& folder);
// cucumber/junit-xml-formatter's testdata: *.ndjson, beside each *.default.xml or *.custom.xml or both.
void add_junit_cases(const std::filesystem::path& folder);
// The compatibility kit's features: SAMPLE/SAMPLE.ndjson with the features beside it. A sample is run with
// the step definitions of kit/SAMPLE.cpp: in one process, in workers, and with an enclosure for each
// scenario.
void add_kit_cases(const std::filesystem::path& folder);

// For these: a case named after its file, whose body asserts by GoogleTest's macros.
void add_case(const std::string& suite, const std::filesystem::path& file, std::function<void()> body);
// The files that end so, sorted; throws std::runtime_error when there are fewer than `least`.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder, const std::string& ending,
                                            std::size_t least = 1);
std::string text_of(const std::filesystem::path& file);
// What stands in a file of NDJSON, a message a line.
std::vector<boost::json::value> messages_in(const std::filesystem::path& ndjson);

}  // namespace ordeal::conformance
