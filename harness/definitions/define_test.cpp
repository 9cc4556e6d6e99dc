// Step definitions as a user writes them, found and run through the program's registry.
#include "harness/definitions/define.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "harness/expressions/quantities.hpp"

namespace {

using namespace std::chrono_literals;

struct Workshop {
  virtual ~Workshop() = default;
  virtual void note(const std::string&) = 0;
};

struct Notebook final : Workshop {
  void note(const std::string& line) override { lines.push_back(line); }
  std::vector<std::string> lines;
};

struct Tally {
  int steps = 0;
};

enum class Stage { image, video };

PARAMETER_TYPE(Stage, "stage", "image|video", (const std::string& name)) {
  return name == "image" ? Stage::image : Stage::video;
}

struct Point {
  int x;
  int y;
};

PARAMETER_TYPE(Point, "point", "\\((\\d+)(?:, (\\d+))?\\)",
               (const std::string& x, const std::optional<std::string>& y)) {
  return Point{std::stoi(x), y ? std::stoi(*y) : 0};
}

GIVEN("a workshop with {int} worker(s) and {int} standby(s)",
      (Workshop & workshop, int workers, unsigned standbys)) {
  workshop.note(std::to_string(workers) + " and " + std::to_string(standbys));
}

WHEN("the {stage} stage takes {duration} of {bytes}",
     (Workshop & workshop, Tally& tally, Stage stage, std::chrono::nanoseconds took,
      const ordeal::Bytes& size),
     "what a slow stage looks like") {
  ++tally.steps;
  EXPECT_EQ(stage, Stage::video);
  EXPECT_EQ(took, 1500ms);
  EXPECT_EQ(size.count, 6'000'000'000);
  workshop.note("slow");
}

WHEN(REGEX("^worker (\\d+) is (stopped|killed)( at once)?$"),
     (Workshop & workshop, short worker, std::string_view how, std::optional<std::string> when)) {
  workshop.note("worker " + std::to_string(worker) + " " + std::string(how) + when.value_or(" later"));
}

THEN("these are done:", (Workshop & workshop, const ordeal::DataTable& table)) {
  workshop.note(table.rows.at(1).at(0));
}

THEN("the report of {word} says",
     (Workshop & workshop, const std::string& who, const ordeal::DocString& text)) {
  workshop.note(who + ": " + text.content);
}

THEN("both ways", (Workshop & workshop, const ordeal::DataTable& table, const ordeal::DocString& text)) {
  workshop.note(table.rows.at(1).at(0) + " " + text.content);
}

THEN("both ways round",
     (Workshop & workshop, const ordeal::DocString& text, const ordeal::DataTable& table)) {
  workshop.note(text.content + " " + table.rows.at(1).at(0));
}

STEP("it lies at {point}", (Workshop & workshop, Point point)) {
  workshop.note(std::to_string(point.x) + "," + std::to_string(point.y));
}

STEP("nothing is needed", ()) {}

BEFORE((Workshop & workshop), .tags = "@gpu and not @slow", .order = 2, .name = "warm the card") {
  workshop.note("warm");
}
BEFORE((Workshop & workshop), .order = 1) {
  workshop.note("open");
}
AFTER((Workshop & workshop), .order = 1) {
  workshop.note("close");
}
AFTER((Workshop & workshop), .tags = "@gpu", .order = 2) {
  workshop.note("cool");
}

}  // namespace

namespace ordeal {
namespace {

using definitions::captures_in;
using definitions::Signature;
using definitions::takes_captures_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

class Defined : public testing::Test {
 protected:
  Defined() { context_.lend<Workshop>(notebook_); }

  void run(const std::string& text, const StepArgument& argument = {}) {
    const auto match = registry_.match(text);
    const auto* matched = std::get_if<Matched>(&match);
    ASSERT_NE(matched, nullptr) << text;
    matched->definition->invoke(context_, matched->arguments, argument);
  }

  Notebook notebook_;
  Context context_;
  Registry registry_ = Registry::of_program();
};

TEST_F(Defined, HasNoProblem) {
  for (const Problem& problem : registry_.problems()) ADD_FAILURE() << problem.text();
}

TEST_F(Defined, TakesCapturesByType) {
  run("a workshop with 3 workers and 1 standby");
  run("the video stage takes 1.5 s of 6 GB");
  EXPECT_THAT(notebook_.lines, ElementsAre("3 and 1", "slow"));
  EXPECT_EQ(context_.get<Tally>().steps, 1);
}

TEST_F(Defined, TakesGroupsOfARegularExpression) {
  run("worker 2 is killed at once");
  run("worker 2 is stopped");
  EXPECT_THAT(notebook_.lines, ElementsAre("worker 2 killed at once", "worker 2 stopped later"));
}

TEST_F(Defined, TakesTheTableAndTextBelowTheStep) {
  run("these are done:", {.table = DataTable{{{"slot"}, {"A"}}}});
  run("the report of worker says", {.doc_string = DocString{"all well", ""}});
  const StepArgument both{.table = DataTable{{{"slot"}, {"B"}}}, .doc_string = DocString{"done", ""}};
  run("both ways", both);
  run("both ways round", both);
  EXPECT_THAT(notebook_.lines, ElementsAre("A", "worker: all well", "B done", "done B"));
}

TEST_F(Defined, RefusesAStepWhoseTableIsMissingOrUnexpected) {
  EXPECT_THAT([&] { run("these are done:"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("stands nothing, but \"these are done:\"")));
  EXPECT_THAT([&] { run("nothing is needed", {.doc_string = DocString{"x", ""}}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("stands a doc string")));
  EXPECT_THAT([&] { run("both ways", {.table = DataTable{{{"slot"}}}}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("takes a data table and a doc string there")));
}

TEST_F(Defined, RefusesANumberThatTheFunctionCannotHold) {
  EXPECT_THAT(
      [&] { run("a workshop with 3000000000 workers and 1 standby"); },
      ThrowsMessage<std::out_of_range>(HasSubstr("3000000000 does not fit into the step function's int")));
  EXPECT_THAT([&] { run("a workshop with 3 workers and -1 standbys"); },
              ThrowsMessage<std::out_of_range>(HasSubstr("unsigned int (0 to 4294967295)")));
}

expressions::Argument captured(const std::string& parameter, const std::string& text) {
  static const expressions::ParameterTypes known;
  return expressions::Expression::cucumber(parameter, known).value().match(text).value().at(0);
}

TEST(ADecimalNumber, ThatAFloatCannotHoldIsRefused) {
  EXPECT_EQ(definitions::converted<float>(captured("{float}", "-2.5")), -2.5F);
  EXPECT_THAT(
      [] { definitions::converted<float>(captured("{float}", "1E39")); },
      ThrowsMessage<std::out_of_range>(HasSubstr("1E39 does not fit into the step function's float")));
}

TEST_F(Defined, GivesAParameterTypesFunctionItsGroups) {
  run("it lies at (3, 4)");
  run("it lies at (3)");
  EXPECT_THAT(notebook_.lines, ElementsAre("3,4", "3,0"));
}

TEST_F(Defined, KnowsWhereAndWhyADefinitionStands) {
  const auto match = registry_.match("the video stage takes 1.5 s of 6 GB");
  const StepDefinition& definition = *std::get<Matched>(match).definition;
  EXPECT_EQ(definition.where.file, "harness/definitions/define_test.cpp");
  EXPECT_GT(definition.where.line, 0);
  EXPECT_EQ(definition.description, "what a slow stage looks like");
  EXPECT_EQ(definition.keyword, "When");
}

TEST_F(Defined, RunsHooksByTagsAndOrder) {
  for (const Hook* hook : registry_.hooks(HookScope::scenario, HookSide::before, {"@gpu"}))
    hook->run(context_);
  for (const Hook* hook : registry_.hooks(HookScope::scenario, HookSide::after, {"@gpu"}))
    hook->run(context_);
  EXPECT_THAT(notebook_.lines, ElementsAre("open", "warm", "cool", "close"));
  notebook_.lines.clear();
  for (const Hook* hook : registry_.hooks(HookScope::scenario, HookSide::before, {"@gpu", "@slow"}))
    hook->run(context_);
  EXPECT_THAT(notebook_.lines, ElementsAre("open"));
}

TEST(StepSignature, CountsCapturesAtCompileTime) {
  static_assert(captures_in("a {int} \\{b} {exit code}{}") == 2 + 1);
  static_assert(takes_captures_of<void(Workshop&, int)>("{int} worker(s)"));
  static_assert(!takes_captures_of<void(Workshop&, int)>("worker(s)"));
  static_assert(!takes_captures_of<void(Workshop&)>("{int} worker(s)"));
  static_assert(takes_captures_of<void(Workshop&, Tally&, const DataTable&)>("workers:"));
  static_assert(takes_captures_of<void(int)>("{int}"));
  static_assert(Signature<void(Workshop&, int, const DocString&)>::ordered);
  static_assert(!Signature<void(int, Workshop&)>::ordered);
  static_assert(!Signature<void(const DataTable&, int)>::ordered);
  static_assert(Signature<void(int, const DocString&, const DataTable&)>::ordered);
  static_assert(!Signature<void(const DocString&, const DocString&)>::ordered);
}

TEST(StepSignature, KnowsWhenItIsCompiledWhetherTheTypesFit) {
  using definitions::takes_types_of;
  static_assert(takes_types_of<void(Context&, int)>("a {int} of"));
  static_assert(takes_types_of<void(Context&, int)>("\\{{int}"));
  static_assert(!takes_types_of<void(Context&, int)>("{string}"));
  static_assert(!takes_types_of<void(Context&, int)>("{float}"));
  static_assert(takes_types_of<void(double)>("{float}"));
  static_assert(takes_types_of<void(double)>("{int}"));
  static_assert(takes_types_of<void(const std::string&)>("{}"));
  static_assert(!takes_types_of<void(const std::string&)>("{int}"));
  static_assert(takes_types_of<void(const std::string&)>("{of_my_own}"));
  static_assert(takes_types_of<void(std::optional<long>)>("{int}"));
  SUCCEED();
}

TEST(StepSignature, JudgesTheTypesOfCucumbersParametersAsTheRegistryDoes) {
  const expressions::ParameterTypes known;
  const auto agree = [&]<class Parameter>(const char* name, std::type_identity<Parameter>) {
    EXPECT_EQ(definitions::takes_value_of<Parameter>(name),
              definitions::accepts<Parameter>(known.find(name)->type))
        << "{" << name << "} for a " << readable_type(typeid(Parameter));
  };
  for (const char* name : {"int", "float", "word", "string", "", "double", "bigdecimal", "byte", "short",
                           "long", "biginteger"}) {
    agree(name, std::type_identity<int>());
    agree(name, std::type_identity<double>());
    agree(name, std::type_identity<std::string>());
  }
}

}  // namespace
}  // namespace ordeal
