#include "pipeline/env/send_trace.hpp"

#include "pipeline/env/trace.hpp"
#include "pipeline/protocol/message_subject.hpp"

namespace slots {

void trace_send(const Message& message) {
  const std::string slot(slot_of(message));
  const auto stage = stage_of(message);
  const TraceRange within_slot("slot", slot.c_str());
  const TraceRange within_stage("stage", stage ? name(*stage) : "");
  trace_mark("network.send", message_kind(message).c_str());
}

}  // namespace slots
