// Texts of others for a terminal: what would act on it is replaced by a sign that shows it.
#pragma once

#include <string>
#include <string_view>

#include "reports/scenario.hpp"

namespace ordeal::reports {

// The text with each control character but newline and tab as its picture (ESC as ␛, CR as ␍; DEL as ␡; those
// from U+0080 to U+009F, among which is a second CSI, as ␦), and what is no UTF-8 as U+FFFD.
std::string visible(std::string_view text);

// The same for everything in it that a console report shows.
Scenario visible(Scenario);

}  // namespace ordeal::reports
