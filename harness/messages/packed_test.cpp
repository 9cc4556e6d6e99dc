#include "harness/messages/packed.hpp"

#include <gtest/gtest.h>

#include "harness/messages/ndjson.hpp"

namespace ordeal::messages {
namespace {

std::string packed(const Envelope& envelope) {
  std::string bytes;
  append_packed(bytes, envelope);
  return bytes;
}

// One of each shape: nested, optional there and not, lists, enumerations, times, foreign JSON, any bytes.
std::vector<Envelope> samples() {
  const Timestamp now(std::chrono::milliseconds(-1500));
  return {
      Meta{.protocol_version = "34.2.0",
           .implementation = {.name = "ordeal"},
           .ci = Ci{.name = "c", .git = Git{.remote = "r", .branch = "b"}}},
      GherkinDocument{.json = R"({"uri":"a"})"},
      Pickle{
          .id = "p",
          .location = Location{3, 5},
          .steps = {PickleStep{.argument = PickleStepArgument{.data_table = PickleTable{.rows = {{{{"x"}}}}}},
                               .type = StepType::action}}},
      TestCase{.id = "c",
               .test_steps =
                   {{.step_match_arguments_lists = {{{{{.group = {.children = {{{.value = "v"}}}}}}}}}}}},
      TestStepFinished{.test_case_started_id = "s0.0",
                       .test_step_result = {.duration = std::chrono::seconds(2),
                                            .message = std::string("\0\xff", 2),
                                            .status = Status::failed,
                                            .exception = Exception{.type = "t"}},
                       .timestamp = now},
      TestCaseFinished{.test_case_started_id = "s0.0", .will_be_retried = true},
      Attachment{.body = std::string(100'000, 'x'), .timestamp = now},
      UnknownMessage{.json = {{"later", 1}}},
  };
}

TEST(PackedMessages, AreTheSameWhenUnpacked) {
  for (const Envelope& sample : samples()) {
    const auto back = unpack(packed(sample));
    ASSERT_TRUE(back.has_value()) << to_ndjson(sample);
    EXPECT_EQ(to_ndjson(*back), to_ndjson(sample));
  }
}

TEST(PackedMessages, ThatAreNoneAreRefused) {
  EXPECT_FALSE(unpack("").has_value());
  EXPECT_FALSE(unpack("\xff").has_value());
  for (const Envelope& sample : samples()) {
    const std::string bytes = packed(sample);
    EXPECT_FALSE(unpack(bytes.substr(0, bytes.size() - 1)).has_value());
    EXPECT_FALSE(unpack(bytes + "x").has_value());
  }
}

}  // namespace
}  // namespace ordeal::messages
