// Every tag of a feature file, where it is written.
#pragma once

#include <functional>

#include "harness/run/features.hpp"

namespace ordeal::lint {

void for_each_tag(const run::Features&, const std::function<void(const run::Feature&, const gherkin::Tag&)>&);

}  // namespace ordeal::lint
