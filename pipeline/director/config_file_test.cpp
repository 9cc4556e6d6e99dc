#include "pipeline/director/config_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace slots {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ConfigFile read(const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / ("director-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(file) << text;
  ConfigFile config = read_config_file(file.string());
  std::filesystem::remove(file);
  return config;
}

TEST(AConfigurationFile, GivesWhatItSaysAndDefaultsForTheRest) {
  const ConfigFile file = read("data: /d\nbeat: 250 ms\nstages:\n  audio:\n    limit: 1 min\n");
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.config.beat, 250ms);
  EXPECT_EQ(file.config.stages.audio.limit, 60s);
  EXPECT_EQ(file.config.dispatches, 2);
}

TEST(AConfigurationFile, NamesEveryProblemWithItsLine) {
  EXPECT_THAT(
      read("data: /d\nstandbies: 2\nseed: x\n").problems,
      testing::UnorderedElementsAre(HasSubstr(":2: unknown key \"standbies\"; did you mean \"standbys\"?"),
                                    HasSubstr(":3: \"seed\" is not a whole number")));
}

TEST(AConfigurationFile, TakesNoDurationThatIsNone) {
  for (const char* wrong : {"inf s", "nan s", "1e300 s", "-1 s", "5", "5 years", "s"}) {
    EXPECT_THAT(read("data: /d\nbeat: " + std::string(wrong) + "\n").problems,
                ElementsAre(HasSubstr("is not a duration")))
        << wrong;
  }
}

}  // namespace
}  // namespace slots
