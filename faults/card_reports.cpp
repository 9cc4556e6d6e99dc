// A card's driver reports an error that no program on the card sees: an XID, or memory errors.
#include "faults/all_faults.hpp"

namespace ordeal {
namespace {

class CardReports final : public Fault {
 public:
  CardReports(std::string name, const std::function<bool()>& report,
              const std::function<std::chrono::nanoseconds()>& now)
      : name_(std::move(name)), at_(now()), recorded_(report()) {}

  std::string name() const override { return name_; }
  Evidence landed() const override {
    if (!recorded_) return {.landed = false, .what = "the card's own record does not have it"};
    return {.landed = true, .what = "the card's own record has it", .at = at_};
  }
  void cure() override {}

 private:
  const std::string name_;
  const std::chrono::nanoseconds at_;
  const bool recorded_;
};

constexpr std::string_view kEvidence = "the card's own record of events";
constexpr std::string_view kCure = "nothing to undo: what it did to the card an operator's reset takes away";

}  // namespace

const FaultDescriptor kCardXid = {
    .name = "card-xid",
    .wording = "card {int} reports XID {int}",
    .what =
        "The card's driver tells whoever monitors it (NVML), and what the card needs from now on; no program "
        "on the card sees anything, but after 79, which loses it.",
    .acts = {},
    .by_card = true,
    .evidence = kEvidence,
    .cure = kCure,
    .example = "When card 0 reports XID 94",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const int card = static_cast<int>(arguments.number(0)), xid = static_cast<int>(arguments.number(1));
      const CardDriver driver = place.driver_of(card);
      return std::make_unique<CardReports>(
          "XID " + std::to_string(xid) + " of card " + std::to_string(card),
          [&] { return driver.report_xid(xid); }, driver.now);
    }};

const FaultDescriptor kCardMemoryErrors = {
    .name = "card-memory-errors",
    .wording = "card {int} reports {int} memory error(s) that it could not correct",
    .what = "The card counts them (ECC), and its driver tells whoever monitors it; no program sees anything.",
    .acts = {},
    .by_card = true,
    .evidence = kEvidence,
    .cure = kCure,
    .example = "When card 0 reports 2 memory errors that it could not correct",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const int card = static_cast<int>(arguments.number(0));
      const auto number = static_cast<std::int64_t>(arguments.number(1));
      const CardDriver driver = place.driver_of(card);
      return std::make_unique<CardReports>(
          std::to_string(number) + " memory errors of card " + std::to_string(card),
          [&] { return driver.report_memory_errors(number); }, driver.now);
    }};

}  // namespace ordeal
