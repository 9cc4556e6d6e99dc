// A scenario in the words that a person reads, shared by the reports for the console.
#pragma once

#include <string>
#include <string_view>

#include "reports/scenario.hpp"
#include "reports/terminal.hpp"

namespace ordeal::reports {

// "  ✔ Given a director with 1 worker   features/a.feature:4", with the message of a step that did not pass
// below it; the step that decided the scenario's end is highlighted. A hook that passed gives nothing.
std::string step_text(const Step& step, bool decided, const Paint&, std::string_view indent);

// Headline and steps, one a line; of a scenario that never began, the reason instead of its steps.
std::string scenario_text(const Scenario&, const Paint&, std::string_view indent);

// Each line with the indent in front; ends with a newline unless empty.
std::string indented(std::string_view text, std::string_view indent);

// "850 ms", "12.3 s", "2 min 05 s".
std::string duration_text(messages::Duration);

// "1 scenario", "2 scenarios".
std::string counted(std::size_t number, std::string_view noun);

}  // namespace ordeal::reports
