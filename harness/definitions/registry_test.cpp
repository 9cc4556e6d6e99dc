#include "harness/definitions/registry.hpp"

#include <gmock/gmock.h>

#include <string>

#include "harness/definitions/signature.hpp"

namespace ordeal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void takes_nothing() {}
void takes_a_number(int) {}
void takes_a_text(const std::string&) {}
void takes_a_ratio(double) {}

template <auto Body>
StepDeclaration step(std::string wording, int line = 1, bool regular = false) {
  using Shape = definitions::Signature<std::remove_pointer_t<decltype(Body)>>;
  return {.keyword = "Given",
          .wording = std::move(wording),
          .regular = regular,
          .where = {"steps/x.cpp", line},
          .function = Shape::template function<Body>()};
}

std::string only_problem(const Registry& registry) {
  return registry.problems().size() == 1 ? registry.problems().front().text()
                                         : std::to_string(registry.problems().size()) + " problems";
}

TEST(Registry, SaysWhenNothingOneOrSeveralDefinitionsFit) {
  const Registry registry(
      {.steps = {step<takes_a_number>("{int} worker(s)", 3), step<takes_a_text>("{word} workers", 1),
                 step<takes_nothing>("nothing", 2)}});
  ASSERT_TRUE(registry.problems().empty()) << registry.problems().front().text();
  EXPECT_TRUE(std::holds_alternative<Undefined>(registry.match("something")));

  const auto one = registry.match("1 worker");
  ASSERT_TRUE(std::holds_alternative<Matched>(one));
  EXPECT_EQ(std::get<Matched>(one).arguments.at(0).type_name(), "int");

  const auto several = registry.match("2 workers");
  ASSERT_TRUE(std::holds_alternative<Ambiguous>(several));
  EXPECT_EQ(std::get<Ambiguous>(several).message(),
            "{word} workers # steps/x.cpp:1\n{int} worker(s) # steps/x.cpp:3");
}

TEST(Registry, NamesThePlaceAndTheTypesThatDoNotFit) {
  EXPECT_EQ(only_problem(Registry({.steps = {step<takes_a_number>("the {word} worker", 12)}})),
            "steps/x.cpp:12: \"the {word} worker\": capture 1, {word}, gives a std::string, its function "
            "takes a int.");
  EXPECT_EQ(
      only_problem(Registry({.steps = {step<takes_a_text>("{duration}", 12)}})),
      "steps/x.cpp:12: \"{duration}\": capture 1, {duration}, gives a std::chrono::nanoseconds, its function "
      "takes a std::string.");
  EXPECT_EQ(only_problem(Registry({.steps = {step<takes_a_number>("{float}", 12)}})),
            "steps/x.cpp:12: \"{float}\": capture 1, {float}, gives a double, its function takes a int.");
  EXPECT_TRUE(Registry({.steps = {step<takes_a_ratio>("{int}")}}).problems().empty());
}

TEST(Registry, NamesTheCountsThatDoNotFit) {
  EXPECT_EQ(only_problem(Registry({.steps = {step<takes_a_number>("^(\\d+) of (\\d+)$", 4, true)}})),
            "steps/x.cpp:4: \"^(\\d+) of (\\d+)$\" has 2 captures, its function takes 1.");
}

TEST(Registry, KeepsTheOtherDefinitionsWhenOneCannotBeUsed) {
  const Registry registry(
      {.steps = {step<takes_a_number>("a {colour} ball", 7), step<takes_nothing>("nothing", 2)}});
  ASSERT_EQ(registry.problems().size(), 1u);
  EXPECT_EQ(registry.problems()[0].undefined_parameter_type, "colour");
  EXPECT_EQ(registry.problems()[0].expression, "a {colour} ball");
  EXPECT_THAT(registry.problems()[0].text(),
              HasSubstr("steps/x.cpp:7: This Cucumber Expression has a problem at column 3"));
  EXPECT_TRUE(std::holds_alternative<Matched>(registry.match("nothing")));
}

TEST(Registry, NamesHooksAndParameterTypesThatCannotBeUsed) {
  const HookDeclaration hook{.options = {.tags = "@a or"}, .where = {"steps/x.cpp", 5}, .run = {}};
  EXPECT_THAT(only_problem(Registry({.hooks = {hook}})),
              HasSubstr("steps/x.cpp:5: Tag expression \"@a or\" could not"));
  const ParameterTypeDeclaration type{.type = {.name = "pair", .regexps = {"(a)(b)"}, .transform = {}},
                                      .values = 1,
                                      .where = {"steps/x.cpp", 6}};
  EXPECT_EQ(
      only_problem(Registry({.parameter_types = {type}})),
      "steps/x.cpp:6: The parameter type {pair} gives its function 2 texts (one for each group, or the whole "
      "match), it takes 1.");
}

TEST(Registry, StaysUsableWhenMoved) {
  Registry first({.steps = {step<takes_a_number>("{int} worker(s)")}});
  const StepDefinition* before = &first.steps().front();
  const Registry second = std::move(first);
  EXPECT_EQ(&second.steps().front(), before);
  EXPECT_TRUE(std::holds_alternative<Matched>(second.match("1 worker")));
}

TEST(Registry, FindsTheNearestWording) {
  const Registry registry({.steps = {step<takes_a_number>("worker {int} exits", 1),
                                     step<takes_nothing>("a slot is submitted", 2)}});
  const StepDefinition* nearest = registry.nearest("a slot was submitted");
  ASSERT_NE(nearest, nullptr);
  EXPECT_EQ(nearest->expression.source(), "a slot is submitted");
  ASSERT_NE(registry.nearest("worker 123456789 exists"), nullptr);
  EXPECT_EQ(registry.nearest("worker 123456789 exists")->expression.source(), "worker {int} exits");
  EXPECT_EQ(registry.nearest("the moon is made of cheese"), nullptr);
}

// Where each character were compared with each, this would take an hour.
TEST(Registry, ComparesNothingWithAWordingThatIsMuchLonger) {
  const std::string wording(20'000, 'a');
  const Registry registry({.steps = {step<takes_nothing>(wording, 1)}});
  EXPECT_EQ(registry.nearest(std::string(10'000'000, 'a')), nullptr);
  EXPECT_NE(registry.nearest(wording + "b"), nullptr);
}

}  // namespace
}  // namespace ordeal
