// "Did you mean …?"
#pragma once

#include <string>
#include <vector>

namespace slots {

// The one of `names` with the fewest insertions, deletions and replacements (Levenshtein) from `name`; empty
// when even that one differs in more than a third of its letters, or at least two.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);

}  // namespace slots
