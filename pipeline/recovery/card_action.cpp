#include "pipeline/recovery/card_action.hpp"

#include <algorithm>
#include <array>

namespace slots::recovery {
namespace {

struct Entry {
  std::int64_t xid;
  CardAction action;
};

// XID 48 is a workflow in the catalogue, whose text asks for a reset; 79 is RESTART_BM there.
constexpr std::array kCatalogue = {
    Entry{8, CardAction::restart_program},   // GPU stopped processing
    Entry{13, CardAction::restart_program},  // graphics engine exception
    Entry{31, CardAction::restart_program},  // GPU memory page fault
    Entry{32, CardAction::restart_program},  // invalid or corrupted push buffer stream
    Entry{43, CardAction::ignore},           // GPU stopped processing, for the program's own fault
    Entry{48, CardAction::reset_card},       // double bit ECC error
    Entry{62, CardAction::reset_card},       // internal micro-controller halt
    Entry{63, CardAction::ignore},           // memory remapping event
    Entry{64, CardAction::reset_card},       // memory remapping failure
    Entry{79, CardAction::replace_card},     // fallen off the bus
    Entry{92, CardAction::ignore},           // high rate of corrected errors
    Entry{93, CardAction::ignore},           // wear limit of the InfoROM
    Entry{94, CardAction::restart_program},  // contained memory error
    Entry{95, CardAction::reset_card},       // uncontained memory error
    Entry{119, CardAction::reset_card},      // GSP RPC timeout
    Entry{120, CardAction::reset_card},      // GSP error
    Entry{140, CardAction::reset_card},      // unrecovered ECC error
};

}  // namespace

std::string_view to_string(CardAction action) {
  switch (action) {
    case CardAction::ignore:
      return "ignore";
    case CardAction::restart_program:
      return "restart the program";
    case CardAction::reset_card:
      return "reset the card";
    case CardAction::replace_card:
      return "replace the card";
  }
  return "unknown";
}

std::optional<CardAction> action_for_xid(std::int64_t xid) {
  const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(),
                                  [&](const Entry& entry) { return entry.xid == xid; });
  return found == kCatalogue.end() ? std::nullopt : std::optional(found->action);
}

// Memory errors that could not be corrected may lie in resident weights; whether the card itself must be
// reset is for the XID to say that comes with them.
std::optional<CardAction> action_for(const CardReport& report) {
  if (report.kind == CardReport::Kind::xid) return action_for_xid(report.number);
  if (report.kind == CardReport::Kind::memory_errors) return CardAction::restart_program;
  return CardAction::ignore;
}

}  // namespace slots::recovery
