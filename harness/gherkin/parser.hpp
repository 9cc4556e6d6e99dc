// Reads a feature file. The input may be anything: the result is a document or the list of what is wrong with
// it.
//
// The result is that of the official parser (cucumber/gherkin 42): the same tree, ids in the same order, the
// same errors. On purpose different:
// - a byte order mark is dropped (there it counts as indentation), and text that is not UTF-8 is an error;
// - all columns count code points (there the columns of cells count UTF-16 units);
// - the error of an unknown language has the header's column (there only its message has it).
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gherkin/document.hpp"
#include "harness/gherkin/ids.hpp"
#include "harness/gherkin/parse_error.hpp"
#include "harness/gherkin/token.hpp"

namespace ordeal::gherkin {

enum class Syntax { plain, markdown };

// By its file's name: "a.feature.md" is Markdown.
Syntax syntax_of(std::string_view uri);
std::string_view media_type_of(std::string_view uri);

struct ParseOptions {
  std::string_view language = "en";  // of a file without a language header; must be a known one
  Syntax syntax = Syntax::plain;
  // A larger file is first looked through for mistakes, without building anything: a tree takes many times
  // the memory of its text, and would be thrown away.
  std::size_t checked_first = std::size_t{512} << 10;  // bytes
  std::size_t max_bytes = std::size_t{1}
                          << 30;  // a larger file is refused; lines and columns are 32 bits wide
};

// At most ParseErrors::limit errors, in the order in which they were found.
template <typename T>
using ParseResult = boost::system::result<T, std::vector<ParseError>>;

// `uri` is what reports call the file.
ParseResult<Document> parse(std::string source, std::string_view uri, IdGenerator& ids,
                            const ParseOptions& = {});

// The same, and what each line was taken for, in order, end of file included. The tokens live as long as the
// document.
struct TokenizedDocument {
  Document document;
  std::vector<Token> tokens;
};
ParseResult<TokenizedDocument> tokenize(std::string source, const ParseOptions& = {});

}  // namespace ordeal::gherkin
