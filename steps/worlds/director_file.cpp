#include "steps/worlds/director_file.hpp"

#include <fstream>

#include "pipeline/director/config_keys.hpp"
#include "pipeline/real/configuration.hpp"

namespace ordeal {

// A key a line, its value as JSON, which is YAML, too.
void write_director_file(slots::DirectorConfig config, const std::filesystem::path& file) {
  std::ofstream stream(file);
  const auto values = slots::write_configuration([&](slots::Keys& key) { keys(key, config); });
  for (const auto& [key, value] : values) stream << key << ": " << boost::json::serialize(value) << "\n";
}

}  // namespace ordeal
