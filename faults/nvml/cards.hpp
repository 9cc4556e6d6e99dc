// Which cards this library shows, and what every call of it asks first.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "faults/simgpu/card.hpp"
#include "pipeline/env/nvml.hpp"

#define ORDEAL_NVML extern "C" __attribute__((visibility("default"))) int

namespace ordeal::nvml {

using namespace slots::nvml;

struct ShownCard {
  int index = 0;
  std::string uuid, bus_id;
  std::shared_ptr<simgpu::Card> card;
};

// Opens the cards that ORDEAL_CARD names: that file, and those that Card::path_of() puts behind it, as far as
// they are there. Counts its callers, as NVML does.
Return initialise();
Return shut_down();
// Null: nobody has initialised the library.
const std::vector<ShownCard>* cards();

Device handle_of(const ShownCard& card);
// What the call is to answer when it is not kSuccess; `found` is set when it is. A card that is lost answers
// nothing but that.
Return find(Device device, const ShownCard*& found);

// Copies with the final 0; kInsufficientSize when it does not fit.
Return copy_text(const std::string& text, char* into, unsigned int length);

// Calls `answer(card)` for a card that is there, with `into` not null.
template <class Into, class Answer>
int ask(Device device, Into* into, Answer answer) {
  const ShownCard* found = nullptr;
  if (const Return problem = find(device, found); problem != kSuccess) return problem;
  if (!into) return kInvalidArgument;
  if constexpr (std::is_same_v<std::invoke_result_t<Answer, const ShownCard&>, Return>) {
    return answer(*found);
  } else {
    *into = answer(*found);
    return kSuccess;
  }
}

}  // namespace ordeal::nvml
