// The trace of a message that is about to leave: the call "network.send", by the message's kind, within the
// slot and stage that it speaks of.
#pragma once

#include "pipeline/protocol/messages.hpp"

namespace slots {

// On the thread that sends, in front of anything that the peer could see of it.
void trace_send(const Message& message);

}  // namespace slots
