// What is to be done when a card's driver reports an error.
#pragma once

#include <optional>
#include <string_view>

#include "pipeline/env/env.hpp"

namespace slots::recovery {

enum class CardAction {
  ignore,           // the driver has dealt with it
  restart_program,  // whoever computes there starts anew; the card is well
  reset_card,       // nobody may compute there until it was reset
  replace_card,     // the same, and a reset may not be enough: a person looks after it
};
std::string_view to_string(CardAction action);

// By NVIDIA's catalogue of XIDs, the column "Resolution Bucket (Immediate Action)":
// https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html. Nothing: it is not among those that
// the catalogue has an action for that this program could take; a person decides.
std::optional<CardAction> action_for_xid(std::int64_t xid);
std::optional<CardAction> action_for(const CardReport& report);

}  // namespace slots::recovery
