#include "pipeline/models/waves.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/models/wave_frame.hpp"

namespace slots {
namespace {

TEST(Waves, AreOrthonormal) {
  constexpr int side = 8;
  const std::vector<Wave> all = waves(side, 10'000);
  ASSERT_EQ(all.size(), 3U * side * side) << "they span every picture";
  const auto count = static_cast<std::int64_t>(all.size());
  const at::Tensor table = at::empty({count, 3 * side * side});
  for (std::int64_t i = 0; i < count; ++i) draw(all[i], side, 1, table[i].data_ptr<float>());
  EXPECT_TRUE(at::allclose(at::mm(table, table.t()), at::eye(count), 0, 1e-5));
}

TEST(Waves, GoFromLongToFineWithTheSineRightAfterItsCosine) {
  const std::vector<Wave> all = waves(16, 900);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i - 1].k2(), all[i].k2());
    if (all[i].sine) EXPECT_TRUE(partners(all[i - 1], all[i]));
  }
}

TEST(Waves, MeaningLiesOnWholePairsOfLongWaves) {
  const std::vector<Wave> all = waves(16, 900);
  const auto meaning = meaning_waves(all);
  ASSERT_EQ(meaning.size(), static_cast<std::size_t>(kMeaningAxes));
  for (std::size_t axis = 0; axis < meaning.size(); axis += 2) {
    EXPECT_TRUE(partners(all[meaning[axis]], all[meaning[axis + 1]])) << axis;
    EXPECT_FALSE(all[meaning[axis]].constant());
  }
}

TEST(WaveFrame, TakesAPictureApartAndPutsItTogetherAgain) {
  constexpr int side = 8;
  const WaveFrame f = wave_frame(side, 500);  // more rows than the 192 waves: some twice, some three times
  const at::Tensor picture = at::rand({3 * side * side}, at::detail::createCPUGenerator(5));
  const at::Tensor again = at::mv(f.rows.t(), at::mv(f.rows, picture));
  EXPECT_TRUE(at::allclose(again, picture, 0, 1e-5));
}

}  // namespace
}  // namespace slots
