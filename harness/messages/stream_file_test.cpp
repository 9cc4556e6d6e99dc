#include "harness/messages/stream_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <vector>

namespace ordeal::messages {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kStarted = R"({"testRunStarted":{"timestamp":{"seconds":0,"nanos":0}}})";

class AStreamFile : public testing::Test {
 protected:
  ~AStreamFile() override { std::filesystem::remove(file_); }

  boost::system::result<StreamEnd, std::string> read(const std::string& text) {
    std::ofstream(file_, std::ios::binary) << text;
    lines_.clear();
    return read_stream(
        file_,
        [this](std::string_view line) -> boost::system::result<void, std::string> {
          lines_.emplace_back(line);
          if (line == "wrong") return {boost::system::in_place_error, "refused"};
          return {};
        },
        longest_);
  }
  std::string error(const std::string& text) {
    const auto result = read(text);
    return result ? "none" : result.error();
  }

  const std::filesystem::path file_ =
      std::filesystem::path(testing::TempDir()) / ("stream-" + std::to_string(getpid()) + ".ndjson");
  std::size_t longest_ = 100;
  std::vector<std::string> lines_;
};

TEST_F(AStreamFile, IsReadLineByLine) {
  const auto end = read(kStarted + "\r\n\n" + kStarted);
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->cut_off);
  EXPECT_THAT(lines_, ElementsAre(kStarted, kStarted));
}

TEST_F(AStreamFile, MayEndInTheMiddleOfALine) {
  const auto end = read(kStarted + "\n" + kStarted.substr(0, 20));
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->cut_off);
  EXPECT_THAT(lines_, ElementsAre(kStarted));
}

TEST_F(AStreamFile, SaysWhatIsWrongWithIt) {
  EXPECT_THAT(error(""), HasSubstr("holds no message"));
  EXPECT_THAT(error(R"({"name":"a project"})"), HasSubstr("line 1: JSON, but no message"));
  EXPECT_THAT(error(kStarted + "\nwrong\n"), HasSubstr(file_.string() + ": line 2: refused"));
  EXPECT_THAT(error(kStarted + "\n" + std::string(101, 'x')), HasSubstr("line 2: longer than 100 bytes"));
  const auto missing =
      read_stream("no such file", [](auto) -> boost::system::result<void, std::string> { return {}; });
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(), "no such file: No such file or directory");
}

}  // namespace
}  // namespace ordeal::messages
