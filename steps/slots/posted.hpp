// Slots that were posted as any program could post them, and what came back.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "steps/capabilities/events.hpp"
#include "steps/capabilities/requests.hpp"

namespace ordeal {

// The answers to the slots that a scenario posted, in order.
struct Posted {
  std::vector<HttpAnswer> answers;
  const HttpAnswer& last() const;           // throws when nothing was posted
  const HttpAnswer& nth(int number) const;  // from 1; throws when so many were not posted
};

// What a request for a slot needs at least, with a deadline of 3 min.
boost::json::object plain_body();
HttpQuestion post_of(const boost::json::object& body);
// The id in a 202; any other answer fails the step and gives "".
std::string slot_of(const HttpAnswer& answer);
// Slots in the order of their first dispatches by the director that runs now.
std::vector<std::string> begun_since_the_last_start(Events& events);

}  // namespace ordeal
