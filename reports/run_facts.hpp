// What a report says about a run that its messages do not hold; empty where nobody said so.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ordeal::reports {

struct RunFacts {
  std::optional<std::uint64_t> seed;
  std::string arm;                // "cpu"
  std::string clock;              // "jump": how time passed, where the suite has a choice
  std::uint32_t repetitions = 1;  // of each scenario
  // The folder that a scenario leaves when it does not pass, by its place and name.
  std::function<std::string(const std::string& uri, std::int64_t line, const std::string& name)> evidence =
      {};
  std::string rerun = "ordeal run";  // runs scenarios of this suite, as a shell reads it: a place is added
};

}  // namespace ordeal::reports
