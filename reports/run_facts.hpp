// What a report says about a run as a whole, beside how it ended.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/messages/envelope.hpp"
#include "harness/messages/settings_note.hpp"

namespace ordeal::reports {

struct RunFacts {
  // The folder that a scenario leaves when it does not pass, by its place and name; empty where nobody knows.
  std::function<std::string(const std::string& uri, std::int64_t line, const std::string& name)> evidence =
      {};
  std::string rerun = "ordeal run";  // where the messages do not say by which command a scenario runs again
  std::vector<messages::SettingsNote> settings = {};  // each once, of the runs that the messages tell

  void on(const messages::Envelope&);

  // What `member` says, where all runs agree on it.
  template <class Value>
  std::optional<Value> agreed(Value messages::SettingsNote::* member) const {
    if (settings.empty()) return std::nullopt;
    for (const auto& other : settings)
      if (other.*member != settings.front().*member) return std::nullopt;
    return settings.front().*member;
  }
};

}  // namespace ordeal::reports
