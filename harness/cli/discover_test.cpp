// cmake/OrdealDiscover.cmake in a project of its own: configured once, then asked by CTest.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "harness/cli/trial.hpp"

namespace ordeal::cli {
namespace {

class DiscoverScenarios : public Trial {
 protected:
  void configure(const std::string& suite) const {
    write("CMakeLists.txt",
          "cmake_minimum_required(VERSION 3.25)\nproject(trial LANGUAGES NONE)\nenable_testing()\n"
          "add_executable(suite IMPORTED)\n"
          "set_target_properties(suite PROPERTIES IMPORTED_LOCATION [[" +
              suite +
              "]])\n"
              "include([[" ORDEAL_SOURCE_DIR
              "/cmake/OrdealDiscover.cmake]])\n"
              "ordeal_discover_scenarios(suite FEATURES features PREFIX \"]] \" TIMEOUT 33\n"
              "  ARGUMENTS --on there --tags \"not @none\" --order reverse)\n");
    const Answer configured = shell("cmake -B build");
    ASSERT_EQ(configured.exit_code, 0) << configured.out << configured.err;
  }
  boost::json::array tests() const {
    return boost::json::parse(shell("cd build && ctest --show-only=json-v1").out).at("tests").as_array();
  }
};

TEST_F(DiscoverScenarios, ListsThemAnewEachTimeThatCtestStarts) {
  configure(program());
  ASSERT_EQ(tests().size(), 3u);
  write("features/b.feature", "Feature: ;${x} \"[[\n  @a;b\n  Scenario: ]=] \\ 場\n    * a\n");
  const auto found = tests();
  ASSERT_EQ(found.size(), 4u);
  const auto& test = found[3];
  EXPECT_EQ(test.at("name"), "]] ;${x} \"[[: ]=] \\ 場");
  const auto properties = boost::json::serialize(test.at("properties"));
  EXPECT_THAT(properties, HasSubstr(R"("name":"LABELS","value":["a;b"])"));
  EXPECT_THAT(properties, HasSubstr(R"("name":"SKIP_RETURN_CODE","value":77)"));
  EXPECT_THAT(properties, HasSubstr(R"("name":"TIMEOUT","value":3.3E1)"));
  EXPECT_THAT(boost::json::serialize(test.at("command")),
              testing::EndsWith(
                  R"(,"run","--on","there","--order","reverse","--skip-code","77","features/b.feature:3"])"));
}

TEST_F(DiscoverScenarios, FailsWithTheReasonWhenAFeatureDoesNotParse) {
  configure(program());
  write("features/b.feature", "Scenario: s\n");
  const Answer answer = shell("cd build && ctest --output-on-failure");
  EXPECT_NE(answer.exit_code, 0);
  EXPECT_THAT(answer.out, HasSubstr("]] suite: its scenarios cannot be listed"));
  EXPECT_THAT(answer.out, HasSubstr("features/b.feature:1:1: expected: "));
  EXPECT_THAT(answer.out, HasSubstr("1 tests failed out of 1"));
}

TEST_F(DiscoverScenarios, FailsWhenTheSuiteIsNotBuilt) {
  configure(folder_ / "no suite");
  const Answer answer = shell("cd build && ctest --output-on-failure");
  EXPECT_NE(answer.exit_code, 0);
  EXPECT_THAT(answer.out, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace ordeal::cli
