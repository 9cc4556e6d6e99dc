#include "harness/lint/known_names.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <sstream>

#include "harness/definitions/edit_distance.hpp"

namespace ordeal::lint {
namespace {

const re2::RE2& id_pattern() {
  static const re2::RE2 pattern(R"(\b([A-Z][A-Z0-9]*-[0-9]+)\b)");
  return pattern;
}

// '*' matches any text. Each star only ever moves on, so a long tag costs no more than its length times the
// pattern's.
bool fits(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++t, ++p;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_operator(const std::string& word) {
  return word == "and" || word == "or" || word == "not";
}

}  // namespace

KnownTags KnownTags::in(std::string_view text) {
  KnownTags known;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::ranges::replace_if(line, [](char c) { return c == '(' || c == ')'; }, ' ');
    std::istringstream words(line);
    for (std::string word; words >> word && !word.starts_with('#');) {
      if (is_operator(word)) continue;
      if (!word.starts_with('@')) word.insert(0, 1, '@');
      if (word.find('*') == std::string::npos) {
        known.tags_.insert(word);
      } else {
        known.patterns_.push_back(word);
      }
    }
  }
  return known;
}

bool KnownTags::contains(std::string_view tag) const {
  return tags_.contains(tag) ||
         std::ranges::any_of(patterns_, [tag](const std::string& pattern) { return fits(tag, pattern); });
}

std::string KnownTags::nearest(std::string_view tag) const {
  std::string nearest;
  std::size_t least = std::max<std::size_t>(2, tag.size() / 4) + 1;
  for (const std::string& known : tags_) {
    const std::size_t distance = edit_distance(known, tag);
    if (distance < least) {
      least = distance;
      nearest = known;
    }
  }
  return nearest;
}

CatalogueIds catalogue_ids_in(std::string_view text) {
  CatalogueIds ids;
  re2::StringPiece rest(text.data(), text.size());
  for (std::string id; re2::RE2::FindAndConsume(&rest, id_pattern(), &id);) ids.insert(id);
  return ids;
}

bool is_catalogue_tag(std::string_view tag) {
  return tag.starts_with('@') &&
         re2::RE2::FullMatch(re2::StringPiece(tag.data() + 1, tag.size() - 1), id_pattern());
}

}  // namespace ordeal::lint
