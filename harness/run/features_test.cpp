#include "harness/run/features.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace ordeal::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

class FeatureFiles : public testing::Test {
 protected:
  FeatureFiles() { fs::create_directories(folder_ / "below"); }
  ~FeatureFiles() override {
    fs::permissions(folder_ / "below", fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  fs::path folder_ = fs::temp_directory_path() / ("features-" + std::to_string(::getpid()));
};

TEST(AFeaturePath, MayNameLines) {
  EXPECT_EQ(parse_feature_path("a.feature").path, "a.feature");
  const FeaturePath named = parse_feature_path("a.feature:12:30");
  EXPECT_EQ(named.path, "a.feature");
  EXPECT_THAT(named.lines, ElementsAre(30u, 12u));
  EXPECT_EQ(parse_feature_path("a:b.feature").path, "a:b.feature");
}

TEST_F(FeatureFiles, AreFoundBelowAFolderInTheOrderOfTheirNames) {
  file("b.feature", "Feature: b\n");
  file("below/a.feature", "Feature: a\n");
  file("other.txt", "no feature");
  const Features features = read_features({folder_.string()});
  ASSERT_EQ(features.read.size(), 2u);
  EXPECT_THAT(features.read[0].uri, HasSubstr("b.feature"));
  EXPECT_THAT(features.read[1].uri, HasSubstr("below/a.feature"));
}

TEST_F(FeatureFiles, NamedTwiceAreReadOnceAndWhole) {
  const std::string path = file("a.feature", "Feature: a\n");
  const Features features = read_features({path + ":1", folder_.string()});
  ASSERT_EQ(features.read.size(), 1u);
  EXPECT_THAT(features.read[0].lines, IsEmpty());
}

TEST_F(FeatureFiles, ThatDoNotParseAreNamedWithLineAndColumn) {
  const Features features =
      read_features({file("a.feature", "Feature: a\n  Scenario: s\n    Given x\n    nonsense\n")});
  ASSERT_EQ(features.unparsable.size(), 1u);
  EXPECT_THAT(features.unparsable[0].text(), HasSubstr("a.feature:4:5: "));
}

TEST_F(FeatureFiles, AreReadFromAListToo) {
  const std::string a = file("a.feature", "Feature: a\n  Scenario: s\n    Given x\n");
  const std::string b = file("b.feature", "Feature: b\n");
  const Features features =
      read_features({"@" + file("again.txt", "# of Monday\n" + a + ":2 \t\r\n  \n  " + b + "\n  # more\n")});
  EXPECT_THAT(features.unreadable, IsEmpty());
  ASSERT_EQ(features.read.size(), 2u);
  EXPECT_THAT(features.read[0].lines, ElementsAre(2u));
  EXPECT_THAT(features.read[1].lines, IsEmpty());
  EXPECT_THAT(read_features({"@nosuch.txt"}).unreadable,
              ElementsAre("nosuch.txt: cannot be read: No such file or directory"));
}

TEST_F(FeatureFiles, OfAListAreKnownBeforeAReportTakesItsName) {
  const std::string list = file("again.txt", "a.feature:2\nb.feature\n");
  EXPECT_THAT(with_lists_read({"x.feature", "@" + list, "@nosuch.txt"}),
              ElementsAre("x.feature", "a.feature:2", "b.feature", "@nosuch.txt"));
}

TEST_F(FeatureFiles, InMarkdownAreFoundAndRead) {
  file("a.feature.md", "# Feature: a\n## Scenario: s\n* Given x\n");
  file("README.md", "# Nothing\n");
  const Features features = read_features({folder_.string()});
  ASSERT_EQ(features.read.size(), 1u);
  EXPECT_EQ(features.read[0].parsed()->pickles.size(), 1u);
}

TEST_F(FeatureFiles, ThatAreMissingAreNamed) {
  EXPECT_THAT(read_features({(folder_ / "none.feature").string()}).unreadable,
              ElementsAre(HasSubstr("none.feature: No such file")));
}

// Root may read everything.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~AsNobody() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_;
};

TEST_F(FeatureFiles, InAFolderThatMayNotBeReadAreNotSilentlyLeftOut) {
  file("a.feature", "Feature: a\n");
  file("below/b.feature", "Feature: b\n");
  fs::permissions(folder_ / "below", fs::perms::none);
  const AsNobody nobody;
  const Features features = read_features({folder_.string()});
  EXPECT_EQ(features.read.size(), 1u);
  EXPECT_THAT(features.unreadable,
              ElementsAre(testing::AllOf(HasSubstr("below"), HasSubstr("Permission denied"))));
}

TEST_F(FeatureFiles, ThatAreTooMuchAreKeptAsTextsOnly) {
  file("a.feature", "Feature: a\n  Scenario: s\n    Given x\n");
  file("b.feature", "Feature: b\n  Scenario: t\n    Given <y>\n");
  std::vector<std::string> seen;
  const auto ids_of = [](const Parsed& parsed) {
    return std::string(parsed.pickles[0].id) + " " + std::string(parsed.pickles[0].steps[0].ast_node_ids[0]);
  };
  const Features features = read_features(
      {folder_.string()}, [&](const Feature&, const Parsed& parsed) { seen.push_back(ids_of(parsed)); }, 40);
  ASSERT_EQ(features.read.size(), 2u);
  const auto kept = features.read[0].parsed();
  EXPECT_GT(kept.use_count(), 1);
  const auto again = features.read[1].parsed();
  EXPECT_EQ(features.read[1].parsed(), again) << "parsed twice though it is still there";
  EXPECT_EQ(seen, (std::vector{ids_of(*kept), ids_of(*again)})) << "other ids than when it was read";
}

}  // namespace
}  // namespace ordeal::run
