#include "pipeline/director/card_watch.hpp"

#include "pipeline/director/metrics.hpp"
#include "pipeline/recovery/card_action.hpp"

namespace slots {
namespace {

using recovery::CardAction;

std::string in_words(const CardReport& report) {
  return report.kind == CardReport::Kind::xid ? "XID " + std::to_string(report.number)
                                              : "uncorrected memory errors";
}

}  // namespace

Task<void> CardWatch::run() {
  auto reports = co_await env_.cards.watch();
  if (!reports) {
    env_.log.event("cards_not_monitored", reports.error().to_json());
    co_return;
  }
  while (auto report = co_await (*reports)->receive()) {
    if (report->card < 0 || report->card >= config_.cards) continue;  // of this machine, but not served here
    if (report->kind == CardReport::Kind::recovered) {
      restore(report->card);
    } else {
      answer(*report);
    }
  }
}

void CardWatch::answer(const CardReport& report) {
  const auto action = recovery::action_for(report);
  const std::string said = in_words(report), done = action ? std::string(to_string(*action)) : "ask a person";
  env_.log.event("card_reported",
                 {{"device", report.card}, {"said", said}, {"number", report.number}, {"action", done}});
  env_.metrics.count(metrics::kCardReports,
                     {{"device", std::to_string(report.card)}, {"said", said}, {"action", done}});
  if (action == CardAction::restart_program) placement_.renew(report.card);
  if (action != CardAction::reset_card && action != CardAction::replace_card) return;
  placement_.withdraw(report.card);
  env_.metrics.set(metrics::kCardsWithdrawn, 1, {{"device", std::to_string(report.card)}});
  env_.log.event("card_withdrawn", {{"device", report.card}, {"why", said}, {"action", done}});
}

void CardWatch::restore(std::int64_t card) {
  env_.log.event("card_restored", {{"device", card}});
  env_.metrics.set(metrics::kCardsWithdrawn, 0, {{"device", std::to_string(card)}});
  placement_.restore(card);
}

}  // namespace slots
