// Each fault on a rule block of its own: that it lands for the right reason, that it says why it did not, and
// that its cure leaves nothing.
#include <fstream>
#include <set>

#include "faults/arms.hpp"
#include "faults/faults_fixture.hpp"
#include "faults/flipped_byte.hpp"

namespace ordeal {
namespace {

using Faults = FaultsOnABlock;

TEST_F(Faults, ARuleThatNeverFiredSaysHowOftenItsSiteWasReached) {
  const auto made = fault("out-of-memory-once", {"9th", "image"});
  reach("worker 1", ORDEAL_ALLOC, "image");
  made->cure();  // the count outlives the rule
  const Evidence evidence = made->landed();
  EXPECT_FALSE(evidence.landed);
  EXPECT_NE(evidence.what.find("reached 1 times"), std::string::npos) << evidence.what;
}

TEST_F(Faults, ARuleThatStruckAndWasNotCarriedOutHasNotLanded) {
  const auto made = fault("out-of-memory", {"image"});
  carries_out_ = false;
  ASSERT_EQ(reach("worker 1", ORDEAL_ALLOC, "image").size(), 1u);
  const Evidence evidence = made->landed();
  EXPECT_FALSE(evidence.landed);
  EXPECT_NE(evidence.what.find("struck 1 times, was done 0 times"), std::string::npos) << evidence.what;
}

TEST_F(Faults, AFaultLandsAtTheInstantOfItsAct) {
  const auto made = fault("out-of-memory", {"image"});
  reach("worker 1", ORDEAL_ALLOC, "image");
  ASSERT_TRUE(made->landed().at);
  EXPECT_EQ(made->landed().at->count(), 7);
}

TEST_F(Faults, EvidenceOutlivesTheCureAndTheCureTakesTheRuleAway) {
  const auto made = fault("launch-error", {"1", "audio"});
  ASSERT_EQ(reach("worker 1", ORDEAL_LAUNCH, "audio").size(), 1u);
  made->cure();
  made->cure();
  EXPECT_TRUE(reach("worker 1", ORDEAL_LAUNCH, "audio").empty());
  EXPECT_TRUE(made->landed().landed);
}

TEST_F(Faults, ACallIsSlowOnceByTheRulesOwnClock) {
  const auto made = fault("slow-call", {"2nd", "journal.append", "3 s"});
  EXPECT_TRUE(reach("director", ORDEAL_CALL, "", "journal.append").empty());
  EXPECT_TRUE(reach("director", ORDEAL_CALL, "", "files.write").empty());
  const auto struck = reach("director", ORDEAL_CALL, "", "journal.append");
  ASSERT_EQ(struck.size(), 1u);
  EXPECT_EQ(struck[0].delay_ns, 150'000'000);
}

TEST_F(Faults, EachSaysWhatItDoesAndCanBeOnSomeArm) {
  std::set<std::string_view> names;
  for (const FaultDescriptor* each : kAllFaults) {
    EXPECT_TRUE(names.insert(each->name).second) << each->name << " is there twice";
    EXPECT_FALSE(each->what.empty() || each->evidence.empty() || each->cure.empty() || each->example.empty())
        << each->name;
    EXPECT_NE(arms_of(*each), "") << each->name << " can be nowhere";
    EXPECT_TRUE(each->real_files || each->by_signal || each->by_card || !each->acts.empty())
        << each->name << " says nothing of what it needs";
  }
}

TEST_F(Faults, AnArmThatCannotDoAnActIsNotAmongItsArms) {
  EXPECT_EQ(arms_of(kKernelHang), "cpu, sim, cuda");
  EXPECT_EQ(arms_of(kCardXid), "cpu, sim");
  EXPECT_EQ(arms_of(kLeftProcess), "cpu");
  EXPECT_EQ(arms_of(kFlippedByte), "cpu, cuda");
  EXPECT_EQ(arms_of(kSlowCall), "cpu, sim, cuda");
  EXPECT_EQ(arms_of(kLostCard), "cpu, sim");
}

TEST_F(Faults, ADurationThatIsNoneIsNamed) {
  EXPECT_THROW(fault("slow-call", {"2nd", "journal.append", "3 parsecs"}), std::invalid_argument);
}

TEST(FlippedByteOfAFile, IsReadBackAndPutBack) {
  const auto file = std::filesystem::temp_directory_path() / ("flipped-" + std::to_string(::getpid()));
  std::ofstream(file) << "weights";
  {
    FlippedByte fault(file, 3);
    std::string contents;
    std::ifstream(file) >> contents;
    EXPECT_NE(contents, "weights");
    EXPECT_TRUE(fault.landed().landed) << fault.landed().what;
  }
  std::string contents;
  std::ifstream(file) >> contents;
  EXPECT_EQ(contents, "weights");
  EXPECT_THROW(FlippedByte(file, 7), std::runtime_error);
  std::filesystem::remove(file);
  EXPECT_THROW(FlippedByte(file, 0), std::runtime_error);
}

}  // namespace
}  // namespace ordeal
