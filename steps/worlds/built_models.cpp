#include "steps/worlds/built_models.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>

#include "pipeline/models/manifest.hpp"
#include "steps/generic/tool.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

constexpr const char* kRemedy =
    "; run ci/build, or slot-models build --profile tiny --count-on sim --out DIR";

slots::Costs read_costs(const fs::path& folder) {
  const auto manifest = slots::read_manifest(folder);
  if (!manifest) throw std::runtime_error(manifest.error().message);
  if (!manifest->costs) {
    throw std::runtime_error("the models in " + folder.string() + " have no costs in their manifest" +
                             kRemedy);
  }
  return *manifest->costs;
}

}  // namespace

fs::path built_models() {
  const fs::path folder = program_folder().parent_path() / "models" / "tiny";
  if (!fs::exists(folder / slots::kManifestFile)) {
    throw std::runtime_error("the models are missing: there is no " +
                             (folder / slots::kManifestFile).string() + kRemedy);
  }
  return folder;
}

std::set<std::string> built_weights_checksums() {
  std::ifstream file(built_models() / slots::kManifestFile);
  const auto manifest = boost::json::parse(file);
  std::set<std::string> sums;
  for (const auto& model : manifest.at("models").as_array())
    sums.emplace(model.at("weights_checksum").as_string());
  return sums;
}

const slots::Costs& built_costs() {
  static const slots::Costs costs = read_costs(built_models());
  return costs;
}

}  // namespace ordeal
