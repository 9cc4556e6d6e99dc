#include "steps/worlds/built_models.hpp"

#include <gtest/gtest.h>

#include "pipeline/models/manifest.hpp"

namespace ordeal {
namespace {

// What builds without LibTorch simulate by.
TEST(KeptManifest, HasTheCostsOfTheModelsAsTheyAreBuilt) {
  const auto kept = slots::read_manifest(ORDEAL_SOURCE_DIR "/steps/worlds/testdata");
  ASSERT_TRUE(kept) << kept.error().message;
  ASSERT_TRUE(kept->costs);
  for (const slots::Stage stage : slots::kStages) {
    EXPECT_EQ(kept->costs->stages[stage], built_costs().stages[stage])
        << "the " << in_words(stage) << " costs something else now; copy the costs of "
        << (built_models() / "manifest.json") << " into steps/worlds/testdata/manifest.json";
  }
}

}  // namespace
}  // namespace ordeal
