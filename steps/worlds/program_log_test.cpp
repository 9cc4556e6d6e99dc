#include "steps/worlds/program_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace ordeal {
namespace {

class ProgramLogFile : public testing::Test {
 protected:
  ProgramLogFile()
      : file_(std::filesystem::path(testing::TempDir()) / ("program_log-" + std::to_string(getpid()))) {
    std::filesystem::remove(file_);
  }
  ~ProgramLogFile() override { std::filesystem::remove(file_); }
  void write(const std::string& text) { std::ofstream(file_, std::ios::app) << text; }

  std::filesystem::path file_;
};

TEST_F(ProgramLogFile, IsEmptyUntilTheProgramHasMadeIt) {
  ProgramLog log("director", file_);
  EXPECT_TRUE(log.events().empty());
  write("{\"event\":\"signal\",\"number\":15,\"t\":12.5}\n");
  ASSERT_EQ(log.events().size(), 1u);
  const ProgramEvent& event = log.events()[0];
  EXPECT_EQ(event.role, "director");
  EXPECT_EQ(event.name, "signal");
  EXPECT_EQ(event.fields.at("number").to_number<int>(), 15);
  EXPECT_EQ(event.at_ms, 12.5);
}

TEST_F(ProgramLogFile, LeavesALineThatIsNotWholeYetForTheNextTime) {
  ProgramLog log("director", file_);
  write("{\"event\":\"first\"}\n{\"event\":");
  EXPECT_EQ(log.events().size(), 1u);
  write("\"second\"}\n");
  ASSERT_EQ(log.events().size(), 2u);
  EXPECT_EQ(log.events()[1].name, "second");
}

TEST_F(ProgramLogFile, PassesOverOutputOfLibraries) {
  ProgramLog log("director", file_);
  write("terminate called\n{\"no\":\"event\"}\n{\"event\":7}\n[]\n{\"event\":\"real\"}\n");
  ASSERT_EQ(log.events().size(), 1u);
  EXPECT_EQ(log.events()[0].name, "real");
}

}  // namespace
}  // namespace ordeal
