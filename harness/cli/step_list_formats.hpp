// The list of steps for people (text, Markdown, a page) and for tools (JSON).
#pragma once

#include <ostream>

#include "harness/cli/step_list.hpp"
#include "reports/terminal.hpp"

namespace ordeal::cli {

using reports::Paint;

void write_text(std::ostream&, const std::vector<ListedStep>&, const Paint&);
void write_text(std::ostream&, const std::vector<ListedParameter>&, const Paint&);

// A table for each file.
void write_markdown(std::ostream&, const std::vector<ListedStep>&);
void write_markdown(std::ostream&, const std::vector<ListedParameter>&);

// An array of objects: keyword, wording, regular, description, takes, file, line, parameters, examples;
// name, patterns, becomes, place.
void write_json(std::ostream&, const std::vector<ListedStep>&);
void write_json(std::ostream&, const std::vector<ListedParameter>&);

// One page with everything in it, and a field to search: no other file, no network.
void write_html(std::ostream&, const std::vector<ListedStep>&, const std::vector<ListedParameter>&);

}  // namespace ordeal::cli
