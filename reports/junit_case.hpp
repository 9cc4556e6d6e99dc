// One <testcase> of JUnit XML.
#pragma once

#include <string>

#include "reports/junit.hpp"
#include "reports/scenario.hpp"

namespace ordeal::reports {

// `file`: where its feature stands in the repository; the official form has no such attribute.
std::string junit_case(const Scenario&, const JunitNames&, const std::string& file);

// A hook around scenarios; its name is its place.
std::string junit_case(const RunHook& failed, const JunitNames&);

// A feature that could not be parsed, as a case of its own.
std::string junit_case(const messages::ParseError&);

// What the whole run could not begin with, as a case of its own.
std::string junit_case_of_run(const std::string& problem);

// Endings that JUnit counts as errors rather than failures: the test itself was no good.
bool is_error(Ending);

// Endings that it counts as skipped: nothing was tested.
bool is_skip(Ending);

// "0.037": seconds in whole milliseconds, without zeros at the end.
std::string junit_seconds(messages::Duration);

}  // namespace ordeal::reports
