#include "harness/run/arms.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace ordeal::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Arms : public testing::Test {
 protected:
  Arms() {
    StepDeclaration step{.keyword = "When", .wording = "a byte is flipped"};
    step.function.invoke = [](Context&, const std::vector<expressions::Argument>&, const StepArgument&) {};
    Declarations declarations;
    declarations.steps.push_back(step);
    registry_.emplace(declarations);
  }
  std::vector<std::string> plan_on(const std::string& arm, const std::string& tags) {
    const auto file =
        std::filesystem::temp_directory_path() / ("arms-" + std::to_string(::getpid()) + ".feature");
    std::ofstream(file) << "Feature: F\n  " << tags << "\n  Scenario: S\n    When a byte is flipped\n";
    const Features features = read_features({file.string()}, {}, kKeepAll);
    std::filesystem::remove(file);
    const Selection selection{.arm = arm, .arms = {"cpu", "sim"}};
    plan_ = make_plan(features, selection);
    auto mistakes = keep_possible(plan_, *registry_, {{"a byte is flipped", {"cpu"}}}, selection);
    kept_ = plan_.scenarios.size();
    return mistakes;
  }
  std::optional<Registry> registry_;
  Plan plan_;
  std::size_t kept_ = 0;
};

TEST_F(Arms, AScenarioStaysWhereItsStepsCanBe) {
  EXPECT_THAT(plan_on("cpu", "@cpu"), IsEmpty());
  EXPECT_EQ(kept_, 1u);
}

TEST_F(Arms, ATagThatPromisesWhatAStepCannotDoIsAMistakeNamingTheArmsThatCan) {
  EXPECT_THAT(plan_on("sim", "@sim @cpu"),
              ElementsAre(testing::AllOf(HasSubstr("\"a byte is flipped\" cannot be on the arm sim"),
                                         HasSubstr("arms that can: cpu"))));
}

TEST_F(Arms, AScenarioThatNamesNoArmIsLeftOutWhereItCannotBe) {
  EXPECT_THAT(plan_on("sim", ""), IsEmpty());
  EXPECT_EQ(kept_, 0u);
}

}  // namespace
}  // namespace ordeal::run
