// Documents, pickles and errors as the JSON of Cucumber messages, and tokens in the official text format:
// what `ordeal parse` prints, what a run sends to its reports, and what the official test data are compared
// with. Straight into a text: a tree of JSON values would cost several times as much.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/gherkin/document.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/pickle.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// Each appends one envelope, a line without its end: {"source":…}, {"gherkinDocument":…}, {"pickle":…},
// {"parseError":…}.
void append_source_json(std::string& json, std::string_view uri, std::string_view text);
void append_document_json(std::string& json, const Document& document);
void append_pickle_json(std::string& json, const Pickle& pickle);
void append_parse_error_json(std::string& json, const ParseError& error, std::string_view uri);

// What stands in the envelope of a document.
std::string document_content(const Document& document);

// One line a token: "(12:7)StepLine:(Context)Given /the text/", "(3:1)TagLine://1:@slow,7:@gpu", at last
// "EOF".
std::string tokens_text(std::span<const Token> tokens);

}  // namespace ordeal::gherkin
