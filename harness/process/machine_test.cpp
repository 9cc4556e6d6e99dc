#include "harness/process/machine.hpp"

#include <sys/mount.h>
#include <sys/resource.h>

#include <cerrno>
#include <fstream>

#include "harness/process/enclosed_test.hpp"

namespace ordeal::process {
namespace {

namespace fs = std::filesystem;

TEST(Machine, HasWhatAScenarioNeedsWhereTestsRun) {
  EXPECT_EQ(what_machine_lacks(fs::temp_directory_path()), std::nullopt);
}

TEST(Machine, IsAskedForTheNearestFolderThatIsThere) {
  EXPECT_EQ(what_machine_lacks(fs::temp_directory_path() / "not" / "yet"), std::nullopt);
}

TEST(Machine, LacksRoomBelowWhatIsNeededAndSaysBothNumbers) {
  const auto lack = what_machine_lacks("/", {.disk_bytes = std::uint64_t{1} << 62});
  ASSERT_TRUE(lack);
  EXPECT_NE(lack->find("a scenario needs 4611686018427387904"), std::string::npos) << *lack;
  EXPECT_NE(lack->find("--evidence"), std::string::npos) << *lack;
}

TEST(Machine, LacksDescriptorsBelowWhatIsNeeded) {
  const auto lack = what_machine_lacks("/", {.descriptors = std::uint64_t{1} << 62});
  ASSERT_TRUE(lack);
  EXPECT_NE(lack->find("ulimit -n"), std::string::npos) << *lack;
}

TEST(Machine, SaysByErrnoWhatItHasNoMoreOf) {
  for (const int number : {ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EAGAIN}) EXPECT_TRUE(is_lack(number));
  for (const int number : {0, ENOENT, EACCES, ECONNREFUSED, EINVAL}) EXPECT_FALSE(is_lack(number));
}

class MachineInAnEnclosure : public EachWay {};

// Its own mounts and limits end with the enclosure.
TEST_P(MachineInAnEnclosure, SeesADiskThatBecomesFullAndOneWithoutFilesLeft) {
  if (!has_namespaces()) GTEST_SKIP() << "no mounts of its own";
  const auto seen = run_one([](JobContext& context) {
    const fs::path disk = context.facts().scratch / "disk", few = context.facts().scratch / "few";
    fs::create_directories(disk);
    fs::create_directories(few);
    if (::mount("disk", disk.c_str(), "tmpfs", 0, "size=1m")) return 1;
    if (::mount("few", few.c_str(), "tmpfs", 0, "nr_inodes=4")) return 2;
    const MachineNeeds needs{.disk_bytes = 512 << 10, .files = 2};
    if (what_machine_lacks(disk, needs)) return 3;
    std::ofstream(disk / "fills") << std::string(700 << 10, 'x');
    if (!what_machine_lacks(disk, needs)) return 4;
    if (what_machine_lacks(few, needs)) return 5;
    for (const char* name : {"a", "b"}) std::ofstream(few / name) << "x";
    return what_machine_lacks(few, needs) ? 0 : 6;
  });
  EXPECT_EQ(seen.outcome.number, 0) << describe(seen.outcome) << seen.outcome.last_output;
}

TEST_P(MachineInAnEnclosure, SeesALimitOfFewDescriptors) {
  const auto seen = run_one([](JobContext& context) {
    const rlimit few{40, 40};
    if (::setrlimit(RLIMIT_NOFILE, &few)) return 1;
    return what_machine_lacks(context.facts().scratch) ? 0 : 2;
  });
  EXPECT_EQ(seen.outcome.number, 0) << describe(seen.outcome) << seen.outcome.last_output;
}

IN_EACH_WAY(MachineInAnEnclosure);

}  // namespace
}  // namespace ordeal::process
