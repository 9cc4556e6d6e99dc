// What the tests of the formatter hold texts to.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/gherkin/compile.hpp"
#include "harness/gherkin/format.hpp"

namespace ordeal::gherkin {

// Everything in the pickles of a feature that does not speak of its text's lines: no ids, no places. A
// feature that does not parse gives its first error.
inline std::string meaning(const std::string& source) {
  IncrementingIds ids;
  const auto document = parse(source, "a.feature", ids);
  if (!document) return "error: " + document.error().front().message;
  const auto pickles = compile_pickles(*document, ids, {.max_work = 1 << 26});
  if (!pickles) return "error: " + pickles.error().front().message;
  std::string text;
  const auto add = [&text](auto... parts) { (text.append(parts).append("\x1f"), ...); };
  for (const Pickle& pickle : *pickles) {
    add("pickle", pickle.name, pickle.language);
    for (const PickleTag& tag : pickle.tags) add(tag.name);
    for (const PickleStep& step : pickle.steps) {
      add("step", step.keyword, std::to_string(static_cast<int>(step.type)), step.text);
      if (step.doc_string)
        add("text", step.doc_string->media_type, step.doc_string->content,
            std::to_string(step.doc_string->argument_index));
      if (!step.data_table) continue;
      add("table", std::to_string(step.data_table->argument_index));
      for (const PickleRow& row : step.data_table->rows) {
        add("row");
        for (const auto cell : row.cells) add(cell);
      }
    }
  }
  return text;
}

// Why formatting this source breaks a promise; empty: it keeps them.
inline std::string broken_promise(const std::string& source) {
  const auto once = format(source);
  if (!once) return "does not format: " + once.error().front().message;
  const auto twice = format(*once);
  if (!twice) return "what is formatted does not parse: " + twice.error().front().message + "\n" + *once;
  if (*twice != *once) return "formatting again changes it:\n" + *once + "---- becomes\n" + *twice;
  if (meaning(source) != meaning(*once))
    return "the pickles are others:\n" + source + "---- becomes\n" + *once;
  return {};
}

}  // namespace ordeal::gherkin
