// What there is of a slot whose worker was lost: the stages that were done, and their files.
//   {"error": {…, "details": {…, "partial": {"stages": ["audio", …], "artefacts": [{"name": …, "bytes":
//   …}]}}}}
#pragma once

#include <boost/json/object.hpp>

namespace slots {

inline constexpr const char* kPartial = "partial";

// Of a slot's result, which is an error then; null: there is nothing of it.
const boost::json::object* partial_of(const boost::json::object& result);

}  // namespace slots
