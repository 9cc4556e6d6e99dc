#include "pipeline/protocol/message_subject.hpp"

#include <gtest/gtest.h>

namespace slots {
namespace {

TEST(MessageSubject, NamesWhatAMessageSpeaksOf) {
  const Message answer = StageDone{.slot = "s1", .stage = Stage::clip};
  EXPECT_EQ(message_kind(answer), "StageDone");
  EXPECT_EQ(slot_of(answer), "s1");
  EXPECT_EQ(stage_of(answer), Stage::clip);
}

TEST(MessageSubject, TellsTheEventsOfASlotApart) {
  const Message event = SlotEvent{.slot = "s1", .type = "done"};
  EXPECT_EQ(message_name(event), "SlotEvent");
  EXPECT_EQ(message_kind(event), "SlotEvent done");
  EXPECT_EQ(stage_of(event), std::nullopt);
}

TEST(MessageSubject, IsNoSlotOfWhatConcernsNone) {
  EXPECT_EQ(slot_of(Beat{}), "");
  EXPECT_EQ(stage_of(Beat{}), std::nullopt);
}

}  // namespace
}  // namespace slots
