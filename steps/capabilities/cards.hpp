// The cards, as they count themselves. Sizes in bytes.
#pragma once

#include <cstdint>
#include <string>

namespace ordeal {

class Cards {
 public:
  virtual ~Cards() = default;
  virtual std::uint64_t card_memory_of(const std::string& role) = 0;  // of the process of this role
  virtual std::uint64_t card_memory() = 0;                            // of all processes
  virtual std::uint64_t card_capacity() const = 0;
  // The most that all processes together ever held of one card: of the card that was used most.
  virtual std::uint64_t card_peak() = 0;
  // Of the host's memory, pinned for cards by all processes.
  virtual std::uint64_t pinned_memory() = 0;
  virtual std::uint64_t memory_on_card(int card) = 0;  // of all processes
  // What an operator does with a card on which nobody is. False: somebody is.
  virtual bool reset_card(int card) = 0;
  virtual std::uint64_t resets_of_card(int card) = 0;
  // Of all processes at a moment at which no health check of `role` runs, which takes some for itself: the
  // process is held where its next check begins. Throws when it begins none.
  virtual std::uint64_t quiet_card_memory(const std::string& role) = 0;
};

}  // namespace ordeal
