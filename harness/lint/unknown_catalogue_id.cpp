#include "harness/lint/rules.hpp"
#include "harness/lint/written_tags.hpp"

namespace ordeal::lint {

void unknown_catalogue_id(const Inspected& inspected, Findings& findings) {
  if (!inspected.catalogue) return;
  for_each_tag(inspected.features, [&](const run::Feature& feature, const gherkin::Tag& tag) {
    if (is_catalogue_tag(tag.name) && !inspected.catalogue->contains(tag.name.substr(1)))
      findings.add(feature.uri, tag.location, "the catalogue has no " + std::string(tag.name.substr(1)));
  });
}

}  // namespace ordeal::lint
