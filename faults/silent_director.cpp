#include "faults/silent_director.hpp"

#include "faults/all_faults.hpp"

namespace ordeal {

SilentDirector::SilentDirector(rule::RuleBlock rules, std::string when, rule::Site site, std::uint64_t nth,
                               Silenceable director)
    : GateFault(std::move(rules), "the director falls silent at " + when, std::move(site), rule::once(nth)),
      director_(std::move(director)) {}

SilentDirector::~SilentDirector() {
  SilentDirector::cure();
}

void SilentDirector::advance() {
  if (!asked_ && holds_somebody()) asked_ = director_.silence();
  if (!asked_ || was_silent_ || ended_) return;
  was_silent_ = director_.silent();
  if (!was_silent_) return;
  silent_at_ = director_.now();
  open();
}

Evidence SilentDirector::landed() const {
  Evidence site = RuleFault::landed();
  if (!site.landed) return site;
  if (!asked_) return {.landed = false, .what = site.what + "; nobody could silence the director"};
  if (!was_silent_) return {.landed = false, .what = site.what + "; the director was never silent"};
  return {.landed = true, .what = site.what + "; " + director_.how, .at = silent_at_};
}

void SilentDirector::cure() {
  RuleFault::cure();
  if (asked_ && !ended_) director_.end();
  ended_ = true;
}

const FaultDescriptor kSilentDirector = {
    .name = "silent-director",
    .wording = "the director falls silent at the {moment} of the {stage} stage",
    .what =
        "It neither answers nor ends, and its connections stay: frozen (cpu), or cut off from its clients "
        "(sim).",
    .acts = {{ORDEAL_LAUNCH, ORDEAL_GATE}, {ORDEAL_SYNCHRONIZE, ORDEAL_GATE}},
    .evidence = "worker 1 was held there, and the kernel calls the director stopped, or its network is cut",
    .cure = "it goes on",
    .example = "When the director falls silent at the start of the image stage",
    .make = [](FaultPlace& place, const FaultArguments& arguments) -> std::unique_ptr<Fault> {
      const std::string& moment = arguments.text(0);
      const slots::Stage stage = arguments.stage(1);
      const rule::Site site{.role = "worker 1",
                            .operation = moment == "end" ? ORDEAL_SYNCHRONIZE : ORDEAL_LAUNCH,
                            .stage = name(stage)};
      return std::make_unique<SilentDirector>(place.rules(), "the " + moment + " of the " + in_words(stage),
                                              site, moment == "middle" ? place.middle_launch(stage) : 1,
                                              place.silenceable_director());
    }};

}  // namespace ordeal
