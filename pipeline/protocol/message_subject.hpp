// What a message is called and what it speaks of: for logs, traces, and whoever picks one out of many.
#pragma once

#include "pipeline/protocol/messages.hpp"

namespace slots {

// "RunStage", "Beat", …: the struct's own name, out of the compiler's spelling "… [T = slots::RunStage]".
template <class T>
constexpr std::string_view message_name() {
  constexpr std::string_view spelling = __PRETTY_FUNCTION__;
  constexpr auto colon = spelling.rfind(':');
  return spelling.substr(colon + 1, spelling.size() - colon - 2);
}
std::string_view message_name(const Message& message);

// Its name; of a slot's event its type, too: "SlotEvent done".
std::string message_kind(const Message& message);

// Empty: of none. Good as long as the message is.
std::string_view slot_of(const Message& message);
std::optional<Stage> stage_of(const Message& message);

}  // namespace slots
