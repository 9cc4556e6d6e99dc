// Another process uses the card, and is not the pipeline's to end.
#include "faults/all_faults.hpp"
#include "pipeline/protocol/bytes.hpp"

namespace ordeal {
namespace {

// Has landed once it holds all that it wants, and stays so when it is ended.
class CardNeighbour final : public Fault {
 public:
  CardNeighbour(FaultPlace& place, std::int64_t card, std::uint64_t bytes)
      : name_("a neighbour takes " + slots::human_bytes(bytes) + " of card " + std::to_string(card)),
        wanted_(bytes),
        neighbour_(place.neighbour(card, bytes)) {}

  std::string name() const override { return name_; }
  void advance() override {
    if (cured_) return;
    neighbour_->advance();
    look();
  }
  Evidence landed() const override {
    return {.landed = at_.has_value(),
            .what = "the card counts " + std::to_string(most_) + " of " + std::to_string(wanted_) +
                    " bytes as the neighbour's",
            .at = at_};
  }
  void cure() override {
    if (std::exchange(cured_, true)) return;
    look();
    neighbour_->end();
  }

 private:
  void look() {
    most_ = std::max(most_, neighbour_->holds());
    if (!at_ && most_ >= wanted_) at_ = neighbour_->now();
  }

  std::string name_;
  std::uint64_t wanted_, most_ = 0;
  std::unique_ptr<Neighbour> neighbour_;
  std::optional<std::chrono::nanoseconds> at_;
  bool cured_ = false;
};

}  // namespace

const FaultDescriptor kNeighbour = {
    .name = "card-neighbour",
    .wording = "a neighbour takes {bytes} of the memory of card {int}",
    .what =
        "A process that is not the pipeline's takes as much of it as there is, the rest as it becomes free, "
        "and "
        "holds it (role: neighbour). Card 0 is the first.",
    .acts = {},
    .by_card = true,
    .evidence = "the card counts all of it as that process's",
    .cure = "SIGKILL; its memory is free again",
    .example = "When a neighbour takes 7 MB of the memory of card 0",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<CardNeighbour>(place, static_cast<std::int64_t>(arguments.number(1)),
                                             arguments.bytes(0));
    }};

}  // namespace ordeal
