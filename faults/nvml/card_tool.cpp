// For the test with pynvml: a process on a card that does what it is told, a line each, and says "ok", or why
// not. `card_tool FILE BYTES` makes the card.
#include <iostream>
#include <sstream>
#include <string>

#include "faults/simgpu/card.hpp"

using ordeal::simgpu::Card;
using ordeal::simgpu::CardEvent;

namespace {

std::string done(Card& card, const std::string& what, std::uint64_t number) {
  if (what == "take") return card.take(number).granted ? "ok" : "refused";
  if (what == "reset") {
    const auto reset = card.reset();
    return reset ? "ok" : reset.error().message;
  }
  if (what == "compute") {
    card.compute(1);
  } else if (what == "temperature") {
    card.set_temperature(static_cast<std::uint32_t>(number));
  } else if (what == "xid") {
    card.report_xid(static_cast<std::uint32_t>(number));
  } else if (what == "uncorrected") {
    card.count_memory_errors(CardEvent::uncorrected, number);
  } else if (what == "restore") {
    card.set_lost(false);
  } else {
    return "there is no " + what;
  }
  return "ok";
}

}  // namespace

int main(int, char** words) {
  const auto card = Card::open(words[1], std::stoull(words[2])).value();
  std::cout << "ok" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream parts(line);
    std::string what;
    std::uint64_t number = 0;
    parts >> what >> number;
    std::cout << done(*card, what, number) << std::endl;
  }
}
