// Names that a file lists: the tags that a project uses, the ids of its catalogue.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::lint {

// A list of tags: one tag ("@slow"), id ("GPU-01" means "@GPU-01") or tag expression a line, of which every
// tag counts. '*' stands for anything ("@GPU-*"), what follows a '#' at a line's start or behind white space
// is a comment.
class KnownTags {
 public:
  static KnownTags in(std::string_view text);
  bool contains(std::string_view tag) const;
  // The listed tag that is nearest to an unknown one; empty when none is near.
  std::string nearest(std::string_view tag) const;

 private:
  std::set<std::string, std::less<>> tags_;
  std::vector<std::string> patterns_;
};

// The ids in a text of any kind: capital letters, a hyphen, digits ("GPU-01").
using CatalogueIds = std::set<std::string, std::less<>>;
CatalogueIds catalogue_ids_in(std::string_view text);

// Whether the tag has the form of a catalogue's id: "@GPU-01".
bool is_catalogue_tag(std::string_view tag);

}  // namespace ordeal::lint
