#include "harness/text/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace ordeal {
namespace {

namespace fs = std::filesystem;

class FileContent : public testing::Test {
 protected:
  FileContent() { fs::create_directories(folder_); }
  ~FileContent() override { fs::remove_all(folder_); }

  const fs::path folder_ = fs::path(testing::TempDir()) / ("content of " + std::to_string(getpid()));
};

TEST_F(FileContent, IsAllOfItsBytes) {
  const std::string bytes = std::string("a\r\n\0\xFF", 5) + std::string(200'000, 'x');
  std::ofstream(folder_ / "file", std::ios::binary) << bytes;
  EXPECT_EQ(content_of(folder_ / "file").value(), bytes);
  std::ofstream(folder_ / "empty");
  EXPECT_EQ(content_of(folder_ / "empty").value(), "");
}

TEST_F(FileContent, MayComeThroughAPipe) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string bytes(200'000, 'x');
  std::thread writer([&] { std::ofstream(pipe) << bytes; });
  EXPECT_EQ(content_of(pipe).value(), bytes);
  writer.join();
  EXPECT_FALSE(content_of("/proc/self/status").value().empty());  // says that its size is 0
}

TEST_F(FileContent, SaysWhyItCannotBeRead) {
  EXPECT_EQ(content_of(folder_ / "nowhere").error(), boost::system::errc::no_such_file_or_directory);
  EXPECT_EQ(content_of(folder_).error(), boost::system::errc::is_a_directory);
}

}  // namespace
}  // namespace ordeal
