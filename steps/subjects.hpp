// What each arm runs scenarios against: its World.
#pragma once

#include "harness/run/subject.hpp"

namespace ordeal {

std::unique_ptr<run::Subject> make_world_subject(const run::ScenarioFacts&, process::JobContext&);

}  // namespace ordeal
