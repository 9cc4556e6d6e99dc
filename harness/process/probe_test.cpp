#include "harness/process/probe.hpp"

#include <gmock/gmock.h>

#include "harness/process/forked_test.hpp"
#include "harness/process/refuse_namespaces.hpp"

namespace ordeal::process {
namespace {

TEST(Probe, FindsAWayAndSaysWhyNotABetterOne) {
  const auto found = probe();
  EXPECT_EQ(found.refused.size(), static_cast<std::size_t>(found.way)) << describe(found);
  EXPECT_THAT(describe(found), testing::HasSubstr(name_of(found.way)));
}

TEST(Probe, FindsTheSubreaperWhereAFilterRefusesNamespaces) {
  const auto status = run_forked([] {
    refuse_namespaces().value();
    const auto found = probe();
    EXPECT_EQ(found.way, Way::subreaper);
    EXPECT_THAT(found.refused,
                testing::ElementsAre(testing::HasSubstr("namespaces: cannot clone a process"),
                                     testing::AllOf(testing::HasSubstr("Operation not permitted"),
                                                    testing::HasSubstr("seccomp"))));
    EXPECT_THAT(describe(found), testing::HasSubstr("ports are shared"));
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(status, (ExitStatus{false, 0}));
}

TEST(Probe, NeverFindsTheWayOfRootForAnotherUser) {
  if (!is_root()) GTEST_SKIP() << "this user is another user";
  const auto status = run_forked([] {
    if (!become_nobody()) return 90;
    const auto found = probe();
    std::fputs(describe(found).c_str(), stdout);
    EXPECT_NE(found.way, Way::namespaces);
    EXPECT_THAT(found.refused[0], testing::HasSubstr("Operation not permitted"));
    return testing::Test::HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(status, (ExitStatus{false, 0}));
}

}  // namespace
}  // namespace ordeal::process
