#include "harness/run/evidence.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace ordeal::run {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class Evidence : public testing::Test {
 protected:
  Evidence() { fs::create_directories(folder_); }
  ~Evidence() override { fs::remove_all(folder_); }

  gherkin::Pickle pickle_{
      .uri = "features/it's here.feature", .location = {.line = 12}, .name = "Öut of memory!"};
  fs::path folder_ = fs::temp_directory_path() / ("evidence-" + std::to_string(::getpid()));
};

TEST_F(Evidence, LiesInAFolderNamedAfterTheScenario) {
  EXPECT_EQ(evidence_folder("/e", pickle_), "/e/it-s-here-12-ut-of-memory-647f3a");
}

TEST_F(Evidence, OfFilesOfOneNameInTwoFoldersLiesApart) {
  gherkin::Pickle pickle = pickle_;
  pickle.uri = "features/elsewhere/it's here.feature";
  EXPECT_NE(evidence_folder("/e", pickle_), evidence_folder("/e", pickle));
}

TEST_F(Evidence, OfAFileInATemporaryFolderHasTheSameNameInEveryRun) {
  pickle_.uri = "/tmp/first/inner/a.feature";
  const fs::path first = evidence_folder("/e", pickle_);
  pickle_.uri = "/tmp/second/inner/a.feature";
  EXPECT_EQ(evidence_folder("/e", pickle_), first);
  pickle_.uri = "/tmp/second/outer/a.feature";
  EXPECT_NE(evidence_folder("/e", pickle_), first);
}

TEST_F(Evidence, OfAScenarioWhoseTurnNeverCameIsNotThere) {
  fs::remove_all(folder_);
  settle_evidence(folder_, {}, "ordeal run a.feature:12", messages::Outcome::interrupted, {});
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(Evidence, OfAPassedScenarioIsTakenAwayUnlessItIsKept) {
  Options options;
  settle_evidence(folder_, {.keep = true}, "ordeal run a.feature:12", messages::Outcome::passed, {});
  EXPECT_TRUE(fs::exists(folder_));
  settle_evidence(folder_, options, "ordeal run a.feature:12", messages::Outcome::passed, {});
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(Evidence, HoldsACommandThatAShellCanRunAgain) {
  settle_evidence(folder_, {}, "printf '%s\\n' 'the same'", messages::Outcome::failed,
                  {.last_output = "its last words"});
  const fs::path output = folder_ / "ran.txt";
  ASSERT_EQ(std::system(("'" + (folder_ / "rerun.sh").string() + "' > '" + output.string() + "'").c_str()),
            0);
  EXPECT_EQ(text_of(output), "the same\n");
  EXPECT_EQ(text_of(folder_ / "output.txt"), "its last words");
}

}  // namespace
}  // namespace ordeal::run
