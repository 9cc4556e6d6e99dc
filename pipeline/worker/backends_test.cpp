#include "pipeline/worker/backends.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace slots {
namespace {

using ::testing::ElementsAre;

struct Plugin final : DevicePlugin {
  explicit Plugin(std::string the_name) : called(std::move(the_name)) {}
  std::string name() const override { return called; }
  std::string torch_device() const override { return "cpu"; }
  DeviceMemory memory() override { return {}; }
  void reset_peak() override {}
  void begin(const std::string&, StagePace) override {}
  void end() override {}
  DeviceCounts counts() override { return {}; }
  void synchronize() override {}
  void cancel(const std::string&) override {}
  DeviceError take_error() override { return {}; }
  void empty_cache() override {}
  std::string called;
};

class Chain : public ::testing::Test {
 protected:
  Backends backends(std::vector<std::string> names) {
    return {std::move(names),
            [this](const std::string& name, int index, std::string& why) -> std::unique_ptr<DevicePlugin> {
              tried.push_back(name + " " + std::to_string(index));
              if (usable.contains(tried.back())) return std::make_unique<Plugin>(name);
              why = "no such card";
              return nullptr;
            }};
  }
  std::set<std::string> usable;
  std::vector<std::string> tried;
};

TEST_F(Chain, UsesTheConfiguredOneAndTriesNoOther) {
  usable = {"cuda 1", "cpu 0"};
  const auto opened = backends({"cuda", "cpu"}).open(1);
  EXPECT_EQ(opened.plugin->name(), "cuda");
  EXPECT_EQ(opened.index, 1);
  EXPECT_EQ(opened.passed_over, "");
  EXPECT_THAT(tried, ElementsAre("cuda 1"));
}

TEST_F(Chain, TriesEachInTurnAndSaysWhyItPassedTheOthersOver) {
  usable = {"cpu 0"};
  const auto opened = backends({"cuda", "rocm", "cpu"}).open(1);
  EXPECT_EQ(opened.plugin->name(), "cpu");
  EXPECT_EQ(opened.backend, 2u);
  EXPECT_EQ(opened.index, 0);
  EXPECT_EQ(opened.passed_over, "cuda: no such card; rocm: no such card");
  EXPECT_THAT(tried, ElementsAre("cuda 1", "rocm 0", "cpu 0"));
}

TEST_F(Chain, WithoutAFallbackACardThatCannotBeUsedIsTheEnd) {
  usable = {"cpu 0"};
  const auto opened = backends({"cuda"}).open(0);
  EXPECT_EQ(opened.plugin, nullptr);
  EXPECT_EQ(opened.passed_over, "cuda: no such card");
}

TEST_F(Chain, GoesOnBehindTheOneThatFailed) {
  usable = {"cuda 0", "cpu 0"};
  const auto opened = backends({"cuda", "cpu"}).open(0, 1);
  EXPECT_EQ(opened.plugin->name(), "cpu");
  EXPECT_EQ(opened.passed_over, "");
}

TEST_F(Chain, AtTheStartAnyCardWillDo) {
  usable = {"cuda 2"};
  const auto opened = backends({"cuda"}).open_any(3);
  EXPECT_EQ(opened.index, 2);
  EXPECT_THAT(tried, ElementsAre("cuda 0", "cuda 1", "cuda 2"));
}

TEST_F(Chain, AtTheStartNoCardIsSaidOnce) {
  const auto opened = backends({"cuda", "rocm"}).open_any(2);
  EXPECT_EQ(opened.plugin, nullptr);
  EXPECT_EQ(opened.passed_over, "cuda: no such card; rocm: no such card");
}

}  // namespace
}  // namespace slots
