#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

std::vector<std::string> of_body(const std::string& body) {
  return findings("then-without-check",
                  {.steps = {declared("Then", "it holds", 2)},
                   .source = "void judge(int x) { EXPECT_EQ(x, 1); }\nTHEN(\"it holds\", (World & "
                             "world)) {" +
                             body + "}\nvoid other() { throw 1; }\n"});
}

TEST(ThenWithoutCheck, NamesABodyThatCannotFail) {
  EXPECT_THAT(of_body("world.look(); // EXPECT_TRUE(false)\n say(\"throw\");"),
              ElementsAre(HasSubstr("steps/x.cpp:2:1: the Then step 'it holds' checks nothing")));
}

TEST(ThenWithoutCheck, LeavesAssertionsWaitsAndExceptions) {
  for (const char* body :
       {"EXPECT_EQ(1, 1);", "ASSERT_TRUE(world.x());", "FAIL() << 1;", "world.await(done, 5s);",
        "if (!x) throw 1;", "const auto f = [] { EXPECT_THAT(x, y); }; f();", "judge(2);", "pending();"}) {
    EXPECT_THAT(of_body(body), IsEmpty()) << body;
  }
}

TEST(ThenWithoutCheck, FindsTheBodyOfADefinitionOnSeveralLines) {
  EXPECT_THAT(
      findings("then-without-check",
               {.steps = {declared("Then", "a", 2), declared("Then", "b", 5)},
                .source = "THEN(\"a\",\n     (World & world)) {\n  EXPECT_TRUE(x);\n}\nTHEN(\"b\", (World & "
                          "world)) {}\n"}),
      ElementsAre(HasSubstr("steps/x.cpp:5:1: the Then step 'b' checks nothing")));
}

TEST(ThenWithoutCheck, LooksAtThenStepsOnlyAndAtSourcesThatAreThere) {
  EXPECT_THAT(
      findings("then-without-check", {.steps = {declared("When", "a", 1)}, .source = "WHEN(\"a\", ()) {}\n"}),
      IsEmpty());
  EXPECT_THAT(findings("then-without-check",
                       {.steps = {declared("Then", "a", 99)}, .source = "THEN(\"a\", ()) {}\n"}),
              IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
