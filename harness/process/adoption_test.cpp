#include "harness/process/adoption.hpp"

#include <gmock/gmock.h>

#include "harness/process/descriptor.hpp"
#include "harness/process/forked_test.hpp"

namespace ordeal::process {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AnAdoption, EndsAndNamesWhatAChildLeftBehind) {
  Adoption adoption;
  auto ready = make_pipe();
  run_forked([&] {
    fork_body([&] {  // a daemon with a child of its own
      setsid();
      fork_body([] { return pause(); });
      return (void)!write(ready->write.get(), "x", 1), pause();
    });
    char byte = 0;
    return (void)!read(ready->read.get(), &byte, 1), 0;
  });
  EXPECT_THAT(adoption.end_all(), ElementsAre(HasSubstr("harness_process_test"), HasSubstr("(process ")));
  EXPECT_THAT(adoption.end_all(), IsEmpty());
}

TEST(AnAdoption, LeavesWhatWasThereBefore) {
  const pid_t before = fork_body([] { return pause(); });
  {
    Adoption adoption;
    EXPECT_THAT(adoption.end_all(), IsEmpty());
  }
  EXPECT_EQ(kill(before, SIGKILL), 0);
  int status = 0;
  EXPECT_EQ(waitpid(before, &status, 0), before);
}

TEST(AnAdoption, OfNothingEndsNothing) {
  run_forked([] { return 0; });
  EXPECT_THAT(Adoption().end_all(), IsEmpty());
}

}  // namespace
}  // namespace ordeal::process
