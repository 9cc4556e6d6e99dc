#include "faults/lost_card.hpp"

#include "faults/all_faults.hpp"

namespace ordeal {

LostCard::LostCard(FaultPlace& place, int card, std::chrono::nanoseconds length,
                   std::unique_ptr<GateFault> when)
    : place_(place),
      name_("card " + std::to_string(card) + " is lost"),
      card_(place.simulated_card(card)),
      length_(length),
      when_(std::move(when)) {
  if (!when_) LostCard::advance();
}

LostCard::~LostCard() {
  LostCard::cure();
}

void LostCard::advance() {
  if (cured_) return;
  if (!lost_ && (!when_ || when_->holds_somebody())) {
    lost_ = true;
    card_.stop_answering(true);
    was_lost_ = card_.lost();
    lost_at_ = place_.victim("director").now();
    lost_since_ = place_.elapsed();
    if (when_) when_->open();
  }
  if (lost_ && !back_ && place_.elapsed() - lost_since_ >= length_) {
    back_ = true;
    card_.stop_answering(false);
  }
}

std::chrono::nanoseconds LostCard::looks_again_at() const {
  return lost_ && !back_ && !cured_ ? lost_since_ + length_ : std::chrono::nanoseconds::max();
}

Evidence LostCard::landed() const {
  if (when_) {
    const Evidence site = when_->landed();
    if (!site.landed) return site;
  }
  if (!was_lost_) return {.landed = false, .what = name_ + ": it never stopped to answer"};
  return {.landed = true, .what = "the card answered nobody", .at = lost_at_};
}

void LostCard::cure() {
  if (when_) when_->cure();
  if (lost_ && !back_ && !cured_) card_.stop_answering(false);
  cured_ = true;
}

const FaultDescriptor kLostCard = {
    .name = "lost-card",
    .wording = "card {int} is lost for {duration}",
    .what = "It answers nobody (cudaErrorDevicesUnavailable), at once, and again after so long (nominal).",
    .by_card = true,
    .evidence = "the card itself answered nobody",
    .cure = "it answers again",
    .example = "When card 0 is lost for 60 s",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      return std::make_unique<LostCard>(place, static_cast<int>(arguments.number(0)), arguments.duration(1),
                                        nullptr);
    }};

const FaultDescriptor kLostCardInStage = {
    .name = "lost-card-in-stage",
    .wording = "card {int} is lost in the middle of the {stage} stage for {duration}",
    .what = "As lost-card, while whoever comes first to the launch in the middle of the stage is held there.",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_GATE}},
    .by_card = true,
    .evidence = "somebody was held there, and the card itself answered nobody",
    .cure = "the gate opens, and the card answers again",
    .example = "When card 0 is lost in the middle of the image stage for 60 s",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const int card = static_cast<int>(arguments.number(0));
      const slots::Stage stage = arguments.stage(1);
      auto when = std::make_unique<GateFault>(
          place.rules(), "card " + std::to_string(card) + " is lost in the " + in_words(stage),
          rule::Site{.operation = ORDEAL_LAUNCH, .stage = name(stage), .device = card},
          rule::once(place.middle_launch(stage)));
      return std::make_unique<LostCard>(place, card, arguments.duration(2), std::move(when));
    }};

}  // namespace ordeal
