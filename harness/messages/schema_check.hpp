// Checks a JSON value against the part of JSON Schema that the Cucumber messages use: type, properties,
// required, additionalProperties, items, minItems, enum, minimum, maximum and $ref (to a file of $defs, or to
// a definition of the same file). A keyword of another name is reported rather than passed over.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace ordeal::messages {

// One line for each thing that is wrong, "/testCase/testSteps/0: lacks \"id\""; empty: the value is valid.
std::vector<std::string> schema_errors(const boost::json::value& schema, const boost::json::value& checked);

}  // namespace ordeal::messages
