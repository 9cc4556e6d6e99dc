// Messages as JSON: {"message":"RunStage","slot":"…", …}. The key is not "type", since some messages have a
// field of that name.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "pipeline/protocol/messages.hpp"

namespace slots {

boost::json::object message_to_json(const Message& message);
// INVALID_REQUEST names every field that is missing, unknown or of the wrong type.
Result<Message> message_from_json(const boost::json::value& json);
Result<Message> message_from_text(std::string_view text);

}  // namespace slots
