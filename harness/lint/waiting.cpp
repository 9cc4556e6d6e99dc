#include "harness/lint/waiting.hpp"

#include <re2/re2.h>

namespace ordeal::lint {

bool waits_a_fixed_time(std::string_view step_text) {
  static const re2::RE2 pattern(
      R"((?i)\b(?:wait|pause|sleep)(?:s|ed|ing)?\b(?: for)?(?: about| another| at least)?\s+)"
      R"((?:\{duration\}|an? (?:bit|moment|while|second|minute)\b|a little\b|)"
      R"((?:[0-9]+(?:[.,][0-9]+)?|\{[a-z]*\}|one|two|three|four|five|ten)\s*)"
      R"((?:ms|milliseconds?|milliseconds?\(s\)|s|secs?|seconds?|seconds?\(s\)|min|minutes?|h|hours?)(?:\W|$)))"
      R"(|\bsleeps?$)");
  return re2::RE2::PartialMatch(re2::StringPiece(step_text.data(), step_text.size()), pattern);
}

}  // namespace ordeal::lint
