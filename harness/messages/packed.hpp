// Envelopes from one process of a run to another: their members' bytes one after another, which is many times
// faster than JSON. The form is this very program's, for memory and pipes, never for a file.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

void append_packed(std::string& bytes, const Envelope&);

// The error: these bytes are no packed message.
boost::system::result<Envelope, std::string> unpack(std::string_view bytes);

}  // namespace ordeal::messages
