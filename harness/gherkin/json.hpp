// Documents, pickles and errors as the JSON of Cucumber messages, and tokens in the official text format:
// what `ordeal parse` prints, and what the official test data are compared with.
#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <string_view>

#include "harness/gherkin/document.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/pickle.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

// Each is one envelope: {"source": …}, {"gherkinDocument": …}, {"pickle": …}, {"parseError": …}.
boost::json::value source_json(std::string_view uri, std::string_view text);
boost::json::value document_json(const Document& document);
boost::json::value pickle_json(const Pickle& pickle);
boost::json::value parse_error_json(const ParseError& error, std::string_view uri);

// One line a token: "(12:7)StepLine:(Context)Given /the text/", "(3:1)TagLine://1:@slow,7:@gpu", at last
// "EOF".
std::string tokens_text(std::span<const Token> tokens);

}  // namespace ordeal::gherkin
