#include "harness/run/feature_text.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace ordeal::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FeatureText : public testing::Test {
 protected:
  ~FeatureText() override { fs::remove(file_); }

  void write(const std::string& text) const { std::ofstream(file_, std::ios::binary) << text; }
  std::string text() const {
    const auto read = feature_text(file_);
    return read ? *read : "refused: " + read.error();
  }
  std::string refusal() const {
    const auto text = feature_text(file_);
    return text ? "" : text.error();
  }

  const fs::path file_ = fs::path(testing::TempDir()) / ("text-" + std::to_string(getpid()) + ".feature");
};

TEST_F(FeatureText, IsUtf8WhateverTheFileDeclares) {
  write("# encoding: iso-8859-1\nFeature: \xE4\n");
  EXPECT_EQ(text(), "# encoding: iso-8859-1\nFeature: \u00E4\n");
  write("# encoding: klingon\n");
  EXPECT_EQ(refusal(), file_.string() +
                           ":1:13: the encoding \"klingon\" is not known on this machine: save "
                           "the file as UTF-8");
}

TEST_F(FeatureText, OfALargeFeatureIsReadWhole) {
  std::string text = "Feature: f\n";
  while (text.size() < (3u << 20)) text += "  Scenario: s\n    Given a\n";
  write(text);
  EXPECT_EQ(this->text(), text);
}

// In a process that may not have much more memory than it has.
std::string refusal_in_little_memory(const fs::path& file) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  if (const pid_t child = ::fork(); child == 0) {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (rlim_t{16} << 20);
    const rlimit limit{.rlim_cur = most, .rlim_max = most};
    ::setrlimit(RLIMIT_AS, &limit);
    const auto text = feature_text(file);
    const std::string said = text ? "it is read" : text.error();
    const bool sent = ::write(pipe[1], said.data(), said.size()) >= 0;
    ::_exit(sent ? 0 : 1);
  }
  ::close(pipe[1]);
  std::string said(4096, '\0');
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(pipe[0], said.data(), said.size()))));
  ::close(pipe[0]);
  ::wait(nullptr);
  return said;
}

TEST_F(FeatureText, ThatCanBeNoFeatureIsRefusedWithoutReadingItAll) {
  std::ofstream(file_) << "x";
  for (const char* bytes : {"5368709120", "8388609"}) {
    fs::resize_file(file_, std::stoull(bytes));  // a hole
    EXPECT_THAT(refusal_in_little_memory(file_),
                HasSubstr("the file has " + std::string(bytes) + " bytes, more than the limit of 8388608"));
  }
  fs::resize_file(file_, kLargestFeature);
  EXPECT_THAT(refusal_in_little_memory(file_), HasSubstr("its first line has more than 1048576 bytes"));
  write("Feature: f\n\xFF\n");
  fs::resize_file(file_, kLargestFeature);
  EXPECT_THAT(refusal_in_little_memory(file_), HasSubstr(":2:1: not valid UTF-8 at byte 11"));
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += "a line of some log\n";
  write(lines);
  fs::resize_file(file_, kLargestFeature);
  EXPECT_THAT(refusal_in_little_memory(file_), HasSubstr(":1:1: expected: #EOF, #Language"));
}

}  // namespace
}  // namespace ordeal::run
