// The simulated cards of a world of real programs, and the library by which programs monitor them.
#include "steps/generic/tool.hpp"
#include "steps/worlds/built_program.hpp"
#include "steps/worlds/real_neighbour.hpp"
#include "steps/worlds/real_world.hpp"
#include "steps/worlds/silent_files.hpp"

namespace ordeal {
namespace {

constexpr int kCards = 4;                            // of the machine, whether the director uses them or not
constexpr std::uint64_t kCardCapacity = 12'000'000;  // profile tiny

// Whether the card's record has this event.
bool has(const simgpu::Card& card, std::uint64_t number, simgpu::CardEvent::Type type, std::uint64_t data) {
  for (const simgpu::CardEvent& event : card.events_after(number - 1)) {
    if (event.number == number) return event.type == type && event.data == data;
  }
  return false;
}

}  // namespace

void RealWorld::make_cards() {
  const std::string first = "/dev/shm/ordeal-card-" + run_;
  config().device_settings = {{"card", first}, {"capacity_bytes", std::to_string(kCardCapacity)}};
  config().nvml = (program_folder().parent_path() / "lib/nvml/libnvidia-ml.so.1").string();
  for (int n = 0; n < kCards; ++n) {
    cards_.push_back(simgpu::Card::open(simgpu::Card::path_of(first, n), kCardCapacity).value());
  }
}

std::uint64_t RealWorld::card_memory_of(const std::string& role) {
  std::uint64_t sum = 0;
  for (const auto& card : cards_) sum += card->reading().used_by(pid_of(role));
  return sum;
}

std::uint64_t RealWorld::card_memory() {
  std::uint64_t sum = 0;
  for (const auto& card : cards_) sum += card->reading().used;
  return sum;
}

std::uint64_t RealWorld::card_peak() {
  std::uint64_t most = 0;
  for (const auto& card : cards_) most = std::max(most, card->reading().peak);
  return most;
}

std::uint64_t RealWorld::pinned_memory() {
  std::uint64_t sum = 0;
  for (const auto& card : cards_) sum += card->pinned();
  return sum;
}

std::unique_ptr<Neighbour> RealWorld::neighbour(std::int64_t card, std::uint64_t bytes) {
  auto& of = cards_.at(static_cast<std::size_t>(card));
  const std::filesystem::path output = facts().evidence / "neighbour.txt";
  auto child = start_program("the neighbour",
                             {.argv = {built_program("simgpu-neighbour"), of->path(), std::to_string(bytes)},
                              .environment = environment_of("neighbour"),
                              .output = output,
                              .errors = output});
  return std::make_unique<RealNeighbour>(of, std::move(child));
}

std::uint64_t RealWorld::card_capacity() const {
  return kCardCapacity;
}

std::uint64_t RealWorld::memory_on_card(int card) {
  return cards_.at(static_cast<std::size_t>(card))->reading().used;
}

bool RealWorld::reset_card(int card) {
  return cards_.at(static_cast<std::size_t>(card))->reset().has_value();
}

std::uint64_t RealWorld::resets_of_card(int card) {
  return cards_.at(static_cast<std::size_t>(card))->health().resets;
}

std::unique_ptr<KernelSleep> RealWorld::kernel_sleep() {
  return std::make_unique<SilentFiles>((scratch_ / "rules").string() + ORDEAL_STUCK_SUFFIX);
}

CardDriver RealWorld::driver_of(int index) {
  const auto card = cards_.at(static_cast<std::size_t>(index));
  return {.report_xid =
              [card](int xid) {
                const auto number = static_cast<std::uint64_t>(xid);
                return has(*card, card->report_xid(static_cast<std::uint32_t>(xid)), simgpu::CardEvent::xid,
                           number);
              },
          .report_memory_errors =
              [card](std::int64_t number) {
                const auto more = static_cast<std::uint64_t>(number);
                const auto told = card->count_memory_errors(simgpu::CardEvent::uncorrected, more);
                return has(*card, told, simgpu::CardEvent::uncorrected, more);
              },
          .now = victim("director").now};
}

}  // namespace ordeal
