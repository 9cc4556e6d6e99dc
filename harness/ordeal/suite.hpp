// For a suite with a main() of its own: what its scenarios run against, and how that is judged. Installed, it
// is <ordeal/suite.hpp>.
#pragma once

#include "harness/cli/suite.hpp"
#include "harness/run/subject.hpp"
