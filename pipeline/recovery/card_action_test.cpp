#include "pipeline/recovery/card_action.hpp"

#include <gtest/gtest.h>

namespace slots::recovery {
namespace {

// Read off NVIDIA's catalogue once more, and not off the table that is tested.
TEST(CardAction, IsTheCataloguesForTheXidsThatOperatorsMeet) {
  EXPECT_EQ(action_for_xid(13), CardAction::restart_program);
  EXPECT_EQ(action_for_xid(31), CardAction::restart_program);
  EXPECT_EQ(action_for_xid(43), CardAction::ignore);
  EXPECT_EQ(action_for_xid(48), CardAction::reset_card);
  EXPECT_EQ(action_for_xid(63), CardAction::ignore);
  EXPECT_EQ(action_for_xid(79), CardAction::replace_card);
  EXPECT_EQ(action_for_xid(94), CardAction::restart_program);
  EXPECT_EQ(action_for_xid(95), CardAction::reset_card);
  EXPECT_EQ(action_for_xid(119), CardAction::reset_card);
}

TEST(CardAction, IsAPersonsForAnXidThatIsUnknown) {
  EXPECT_EQ(action_for_xid(7), std::nullopt);
  EXPECT_EQ(action_for_xid(0), std::nullopt);
}

TEST(CardAction, AfterMemoryErrorsTheProgramIsRestarted) {
  EXPECT_EQ(action_for({.kind = CardReport::Kind::memory_errors, .number = 48}), CardAction::restart_program);
  EXPECT_EQ(action_for({.kind = CardReport::Kind::xid, .number = 48}), CardAction::reset_card);
}

}  // namespace
}  // namespace slots::recovery
