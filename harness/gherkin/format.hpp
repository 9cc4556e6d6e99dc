// The canonical form of a feature's text:
//
// - two spaces of indentation a level; a scenario's examples stand as deep as its steps, tables and doc
//   strings one level deeper than what they belong to;
// - the columns of a table are aligned by display width (harness/text/display_width.hpp), but for cells wider
//   than TableLayout::kWidestAligned;
// - the tags of a section stand on one line; a comment behind tags ends such a line;
// - one empty line before a section, none between a title and its steps, a step and its argument, the rows of
//   a table; elsewhere empty lines are kept, one of several;
// - a comment stays at its place in the order of lines and is indented as what follows it. One that follows a
//   line closely and has an empty line behind it belongs to what it follows;
// - descriptions keep their indentation relative to each other, doc strings their content to the byte;
// - line ends are "\n", there is no white space at the end of a line (but in doc strings, and behind the
//   keyword of a step without text, which it would not be without), one line end at the end of the file, and
//   no byte order mark.
//
// Formatting what is formatted changes nothing, and the pickles, but for ids and places, stay the same.
#pragma once

#include <string>
#include <string_view>

#include "harness/gherkin/parser.hpp"

namespace ordeal::gherkin {

// Or what is wrong with the source: only what parses is formatted. Markdown comes back as it is.
ParseResult<std::string> format(std::string_view source, const ParseOptions& = {});

}  // namespace ordeal::gherkin
