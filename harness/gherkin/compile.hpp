// Compiles a document into pickles.
#pragma once

#include <string_view>

#include "harness/gherkin/ids.hpp"
#include "harness/gherkin/parser.hpp"
#include "harness/gherkin/pickle.hpp"

namespace ordeal::gherkin {

struct CompileOptions {
  // How much compiling may read and write, in bytes. Outlines and backgrounds multiply: a megabyte of a
  // stranger's text can ask for more pickles than fit into memory.
  std::size_t max_work = std::size_t{1} << 30;
};

// The same pickles, ids in the same order, as the official compiler makes (cucumber/gherkin 42); or an error
// at the scenario that goes beyond max_work. The pickles' uri is the document's. On purpose different: a
// media type that is empty once its placeholders are replaced counts as none.
ParseResult<Pickles> compile_pickles(const Document& document, IdGenerator& ids, const CompileOptions& = {});

}  // namespace ordeal::gherkin
