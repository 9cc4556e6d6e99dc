#include "steps/worlds/built_models.hpp"

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

const slots::Costs& built_costs() {
  static const slots::Costs costs = read_costs(built_models());
  return costs;
}

}  // namespace ordeal
