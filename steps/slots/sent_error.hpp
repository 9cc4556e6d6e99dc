// Errors as they went over the wire, before any code of the pipeline read them.
#pragma once

#include <boost/json/object.hpp>

namespace ordeal {

// Whatever it says, an error has a code, a message, a category, whether to try again, as its category has it,
// and in its details what to do. Adds a failure for each that is missing or wrong.
void expect_whole_error(const boost::json::object& sent);

}  // namespace ordeal
