// Envelopes to and from NDJSON: one line of JSON each.
#pragma once

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

// One line without its newline.
std::string to_ndjson(const Envelope&);
void append_ndjson(std::string& text, const Envelope&);  // to what is there
boost::json::value to_json(const Envelope&);

// A message of a kind that we do not know becomes UnknownMessage. One of a known kind that lacks a required
// member, or has a member of another type or a value outside its enumeration, is an error that names the
// member
// ("testStepFinished.testStepResult.status: …"). Members that we do not know are left out.
boost::system::result<Envelope, std::string> from_json(const boost::json::value&);
boost::system::result<Envelope, std::string> from_ndjson(std::string_view line);

// Every line of a stream, empty ones left out. Stops at the first line that cannot be read and names it
// ("line 7: …").
boost::system::result<void, std::string> read_ndjson(std::istream&, const std::function<void(Envelope)>&);

// The word of the schema: "PASSED".
std::string_view to_string(Status);

}  // namespace ordeal::messages
