#include "harness/lint/lint_fixture.hpp"

namespace ordeal::lint {
namespace {

TEST(SleepInBody, NamesTheLineOfTheCall) {
  EXPECT_THAT(findings("sleep-in-body",
                       {.steps = {declared("When", "it rests", 2)},
                        .source = "// steps\nWHEN(\"it rests\", (World & world)) {\n  world.rest();\n"
                                  "  std::this_thread::sleep_for(5s);\n}\n"}),
              ElementsAre("steps/x.cpp:4:1: the step 'it rests' calls sleep_for: wait for an event instead"));
}

TEST(SleepInBody, LeavesCommentsTextsAndOtherFunctions) {
  EXPECT_THAT(findings("sleep-in-body",
                       {.steps = {declared("When", "it rests", 1)},
                        .source = "WHEN(\"it rests\", ()) {\n  // usleep(5)\n  say(\"sleep(5)\");\n  "
                                  "sleepers(5);\n}\nvoid f() { sleep(1); }\n"}),
              IsEmpty());
}

}  // namespace
}  // namespace ordeal::lint
