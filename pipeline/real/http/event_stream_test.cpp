#include "pipeline/real/http/event_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace slots {
namespace {

SlotEvent event(std::int64_t number) {
  return {
      .sequence = number, .slot = "s", .type = "progress", .at_ms = 5, .fields = {{"text", "line\nbreak"}}};
}

TEST(EventStream, WritesTheFieldsOfTheStandard) {
  const auto text = event_text(event(7));
  EXPECT_EQ(text.substr(0, 27), "id: 7\nevent: progress\ndata:");
  EXPECT_EQ(text.substr(text.size() - 2), "\n\n");
}

TEST(EventStream, LetsNoTypeBeginALineOfItsOwn) {
  for (const auto& end :
       std::initializer_list<std::string>{"\n", "\r", "\r\n", "\n\n", std::string("\0", 1), "\xe2\x80\xa8"}) {
    SlotEvent forged = event(1);
    forged.type = "x" + end + "id: 9" + end + "data: {}";
    const auto text = event_text(forged);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
    EXPECT_EQ(text.find_first_of(std::string("\r\0", 2)), std::string::npos) << text;
    EventReader reader;
    const auto events = reader.feed(text);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 1u) << text;
    EXPECT_EQ(events->at(0).type, forged.type) << "the data have it as it was";
  }
  SlotEvent endless = event(1);
  endless.type = std::string(1000, 'x');
  EXPECT_NE(event_text(endless).find("event: " + std::string(64, 'x') + "\n"), std::string::npos);
}

TEST(EventStream, ReadsEventsCutAnywhere) {
  const std::string text = ": a comment\n\n" + event_text(event(1)) + "retry: 5\n" + event_text(event(2));
  for (std::size_t size = 1; size < text.size(); ++size) {
    EventReader reader;
    std::vector<SlotEvent> events;
    for (std::size_t at = 0; at < text.size(); at += size) {
      const auto some = reader.feed(std::string_view(text).substr(at, size));
      ASSERT_TRUE(some);
      events.insert(events.end(), some->begin(), some->end());
    }
    ASSERT_EQ(events.size(), 2) << "pieces of " << size;
    EXPECT_EQ(events[1].sequence, 2);
    EXPECT_EQ(events[0].fields.at("text"), "line\nbreak");
  }
}

TEST(EventStream, ReadsDataOverSeveralLinesAndCarriageReturns) {
  EventReader reader;
  const auto events = reader.feed(
      "data: "
      "{\"sequence\":1,\"slot\":\"s\",\"correlation_id\":\"c\",\r\ndata:\"type\":\"done\",\"at_ms\":0,"
      "\"fields\":{}}\r\n\r\n");
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_TRUE(events->at(0).last());
}

TEST(EventStream, RefusesWhatIsNoEvent) {
  for (const char* text : {"data: {\n\n", "data: []\n\n", "data: {\"sequence\":\"x\"}\n\n"}) {
    EXPECT_FALSE(EventReader().feed(text)) << text;
  }
  EXPECT_FALSE(EventReader().feed(std::string(kEventLimit + 1, 'x')));
}

}  // namespace
}  // namespace slots
