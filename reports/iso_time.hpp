// A point in time as ISO 8601 has it.
#pragma once

#include <string>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

// "1970-01-01T00:00:00Z", with milliseconds where there are any.
std::string iso_time(messages::Timestamp);

}  // namespace ordeal::reports
