// The director's configuration file: YAML, every problem reported at once with file and line.
#pragma once

#include <string>
#include <vector>

#include "pipeline/director/config.hpp"

namespace slots {

struct ConfigFile {
  DirectorConfig config;
  // "director.yaml:12: unknown key \"standbies\"; did you mean \"standbys\"?"; empty: the configuration can
  // be used.
  std::vector<std::string> problems;
};

// Durations are "21 s", "250 ms", "1 min". `data` is required; everything else has a default.
ConfigFile read_config_file(const std::string& path);

}  // namespace slots
