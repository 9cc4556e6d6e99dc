// The keywords of each spoken language that Gherkin knows. The table is made at configure time by
// make_language_table.py from the official gherkin-languages.json (its version: ci/versions).
#pragma once

#include <span>
#include <string_view>

#include "harness/gherkin/document.hpp"

namespace ordeal::gherkin {

struct StepKeyword {
  std::string_view text;  // with its trailing space, if the language has one
  KeywordType type;
};

struct Language {
  std::string_view code;                      // "en", "zh-CN"
  std::string_view name;                      // in English
  std::string_view native;                    // in itself
  std::span<const std::string_view> feature;  // title keywords are without the colon
  std::span<const std::string_view> rule;
  std::span<const std::string_view> background;
  std::span<const std::string_view> scenario;  // also those of outlines
  std::span<const std::string_view> examples;
  std::span<const StepKeyword> steps;  // a keyword comes before its own prefixes
};

// All of them, sorted by code.
std::span<const Language> languages();

// Null when there is none of this code.
const Language* find_language(std::string_view code);

}  // namespace ordeal::gherkin
