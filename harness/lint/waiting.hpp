// Texts that wait a fixed time: "I wait 5 seconds", "sleep for {duration}", "wait a moment". A step that
// waits for something within a time ("wait up to 5 s for the slot") is none of them.
#pragma once

#include <string_view>

namespace ordeal::lint {

bool waits_a_fixed_time(std::string_view step_text);

}  // namespace ordeal::lint
