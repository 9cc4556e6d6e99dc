// When a run began and how long it has lasted, by the timestamps of its messages.
#pragma once

#include <optional>

#include "harness/messages/envelope.hpp"

namespace ordeal::reports {

class RunTime {
 public:
  // Any message; most of them carry a time, and the latest one counts.
  void on(const messages::Envelope& envelope) {
    if (const auto time = time_of(envelope)) reach(*time);
  }

  // It is that late, though no message says so.
  void reach(messages::Timestamp now) {
    if (!started_) started_ = now;
    if (!latest_ || now > *latest_) latest_ = now;
  }

  std::optional<messages::Timestamp> started() const { return started_; }
  messages::Duration elapsed() const { return started_ ? *latest_ - *started_ : messages::Duration{}; }

 private:
  static std::optional<messages::Timestamp> time_of(const messages::Envelope& envelope) {
    return std::visit(
        [](const auto& message) -> std::optional<messages::Timestamp> {
          if constexpr (requires { messages::Timestamp(message.timestamp); }) {
            return message.timestamp;
          } else {
            return std::nullopt;
          }
        },
        envelope);
  }

  std::optional<messages::Timestamp> started_, latest_;
};

}  // namespace ordeal::reports
