#include "pipeline/real/processes/leavings.hpp"

#include <gtest/gtest.h>

#include "pipeline/real/test_world.hpp"

namespace slots {
namespace {

TEST(Leavings, AreOfThatProcessAndOfNoOther) {
  const testing::Folder folder;
  for (const char* name : {"torch_71_1_0", "torch_71_2_0", "torch_717_1_0", "card_71_1"})
    std::ofstream(folder / name) << "left";
  EXPECT_EQ(remove_shared_memory_of(71, folder.path()), 2u);
  EXPECT_FALSE(std::filesystem::exists(folder / "torch_71_1_0"));
  EXPECT_TRUE(std::filesystem::exists(folder / "torch_717_1_0"));
  EXPECT_TRUE(std::filesystem::exists(folder / "card_71_1"));
  EXPECT_EQ(remove_shared_memory_of(71, folder / "no such folder"), 0u);
}

}  // namespace
}  // namespace slots
