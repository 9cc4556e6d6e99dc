#include "harness/lint/rules.hpp"
#include "harness/lint/written_tags.hpp"

namespace ordeal::lint {

// Ids are the catalogue's business, when there is one.
void unknown_tag(const Inspected& inspected, Findings& findings) {
  if (!inspected.known_tags) return;
  for_each_tag(inspected.features, [&](const run::Feature& feature, const gherkin::Tag& tag) {
    if (inspected.known_tags->contains(tag.name) || (inspected.catalogue && is_catalogue_tag(tag.name)))
      return;
    const std::string nearest = inspected.known_tags->nearest(tag.name);
    findings.add(
        feature.uri, tag.location,
        std::string(tag.name) + " is not in the list of tags" +
            (nearest.empty() ? std::string(": add it, or take it away") : "; is it " + nearest + "?"));
  });
}

}  // namespace ordeal::lint
