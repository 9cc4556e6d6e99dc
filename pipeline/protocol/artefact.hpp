// The files that a stage made, as its worker names them.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "pipeline/protocol/error.hpp"

namespace slots {

struct Artefact {
  std::string name;  // a plain name, within the slot's folder
  std::int64_t bytes = 0;
};

// Whether a file of this name can only lie in the folder that it is asked from.
bool is_plain_name(const std::string& name);

// The list `artefacts` of a stage's details or of a slot's result; none is an empty one. INVALID_REQUEST says
// what is wrong with which entry.
Result<std::vector<Artefact>> artefacts_of(const boost::json::object& details);

}  // namespace slots
