// A message stream in a form in which two implementations can be compared: what must be the same stays, what
// each has of its own is replaced by a word that says it is there.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace ordeal::conformance {

// One line of JSON with sorted keys a message.
//  - ids, and references to them, become numbers in the order of their first appearance: who refers to whom
//    must be the same
//  - times and durations become "time"
//  - what names the implementation, its machine and its source files (meta, sourceReference, stackTrace, the
//    type of an exception, the language and code of a snippet) becomes "own"
//  - uris keep their last two names: the folder above is where the data happens to lie
std::string canonical(const std::vector<boost::json::value>& stream);

}  // namespace ordeal::conformance
