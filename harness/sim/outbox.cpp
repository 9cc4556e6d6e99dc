#include "harness/sim/outbox.hpp"

#include "harness/sim/process.hpp"
#include "pipeline/protocol/message_subject.hpp"

namespace ordeal::sim {

void Outbox::put(std::weak_ptr<Connection> to, std::optional<slots::Message> message) {
  Held next{std::move(to), std::move(message)};
  if (!held_.empty()) return held_.push_back(std::move(next));
  if (!owner_.watched(ORDEAL_CALL)) return leave(std::move(next));
  const rule::Strikes strikes = reach(next);
  if (strikes.empty()) return leave(std::move(next));
  held_.push_back(std::move(next));
  if (!owner_.ends_by(*strikes.begin())) owner_.frames_.spawn(carry_out(strikes));
}

void Outbox::drop() {
  for (Held& each : std::exchange(held_, {})) {
    if (!each.message) leave(std::move(each));
  }
}

slots::Task<void> Outbox::empty() {
  while (!held_.empty()) co_await emptied_.wait();
}

rule::Strikes Outbox::reach(const Held& next) {
  if (!next.message) return {};
  const auto stage = slots::stage_of(*next.message);
  const std::string kind = slots::message_kind(*next.message);
  return owner_.reach({.operation = ORDEAL_CALL,
                       .stage = stage ? slots::name(*stage) : "",
                       .slot = slots::slot_of(*next.message),
                       .object = kind,
                       .call = "network.send"});
}

slots::Task<void> Outbox::carry_out(rule::Strikes strikes) {
  while (!held_.empty()) {
    for (const rule::Strike& strike : strikes) co_await owner_.wait_as(strike);
    leave(std::move(held_.front()));
    held_.pop_front();
    strikes = held_.empty() ? rule::Strikes{} : reach(held_.front());
  }
  emptied_.notify();
}

void Outbox::leave(Held one) {
  if (const auto peer = one.to.lock()) peer->put(std::move(one.message));
}

}  // namespace ordeal::sim
