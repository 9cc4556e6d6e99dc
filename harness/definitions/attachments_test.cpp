#include "harness/definitions/attachments.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <vector>

namespace ordeal {
namespace {

struct AnAttachment : testing::Test {
  std::vector<Attachments::Item> taken;
  Attachments attachments{[this](Attachments::Item item) { taken.push_back(std::move(item)); }};
};

TEST_F(AnAttachment, IsTextUnlessItIsGivenAsBytes) {
  attachments.attach("{}", "application/json", "a.json");
  attachments.attach_bytes(std::string_view("\0\1", 2), "image/png");
  attachments.log("a line");
  attachments.link("https://example.org");
  ASSERT_EQ(taken.size(), 4u);
  EXPECT_FALSE(taken[0].binary);
  EXPECT_EQ(taken[0].file_name, "a.json");
  EXPECT_TRUE(taken[1].binary);
  EXPECT_EQ(taken[1].body.size(), 2u);
  EXPECT_EQ(taken[2].media_type, "text/x.cucumber.log+plain");
  EXPECT_EQ(taken[3].media_type, "text/uri-list");
}

std::filesystem::path own_folder() {
  const auto folder = std::filesystem::path(testing::TempDir()) / ("attachments-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  return folder;
}

TEST_F(AnAttachment, OfAFileHasItsNameAndBytes) {
  const auto file = own_folder() / "attached.bin";
  std::ofstream(file) << "abc";
  attachments.attach_file(file, "application/octet-stream");
  std::ofstream(file).close();
  attachments.attach_file(file, "application/octet-stream", "empty.bin");
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].body, "abc");
  EXPECT_EQ(taken[0].file_name, "attached.bin");
  EXPECT_EQ(taken[1].body, "");
  EXPECT_EQ(taken[1].file_name, "empty.bin");
  std::filesystem::remove(file);
  EXPECT_THROW(attachments.attach_file(file, "text/plain"), std::runtime_error);
  EXPECT_THROW(attachments.attach_file(testing::TempDir(), "text/plain"), std::runtime_error);
}

TEST_F(AnAttachment, OfAFileThatIsTooLongIsRefusedBeforeItIsRead) {
  const auto file = own_folder() / "attached.huge";
  std::ofstream(file).close();
  std::filesystem::resize_file(file, std::uintmax_t{1} << 36);  // a hole, which takes no room on the disk
  EXPECT_THROW(attachments.attach_file(file, "text/plain"), std::length_error);
  std::filesystem::remove(file);
}

TEST_F(AnAttachment, ThatIsTooLongIsRefused) {
  EXPECT_THROW(attachments.log(std::string(Attachments::kMostBytes + 1, 'x')), std::length_error);
  EXPECT_TRUE(taken.empty());
}

}  // namespace
}  // namespace ordeal
