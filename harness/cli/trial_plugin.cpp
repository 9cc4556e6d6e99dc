// A plug-in as it should be, for the tests of --load.
#include "harness/ordeal/steps.hpp"

namespace {
struct Jar {
  int plums = 0;
};

[[gnu::noinline]] void drop(volatile Jar* jar) {
  jar->plums = 0;
}
}  // namespace

GIVEN("a jar with {int} plum(s)", (Jar & jar, int plums)) {
  jar.plums = plums;
}
THEN("the jar has {int} plum(s)", (Jar & jar, int plums)) {
  EXPECT_EQ(jar.plums, plums);
}
WHEN("the jar falls", ()) {
  drop(nullptr);
}
