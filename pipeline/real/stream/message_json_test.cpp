#include "pipeline/real/stream/message_json.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace slots {
namespace {

using ::testing::HasSubstr;

std::string text_of(const Message& message) {
  return boost::json::serialize(message_to_json(message));
}

std::string problem_with(const std::string& text) {
  const auto message = message_from_text(text);
  return message ? "none" : message.error().message;
}

template <std::size_t... I>
void expect_all_survive(std::index_sequence<I...>) {
  const auto survives = [](const Message& message) {
    const auto back = message_from_text(text_of(message));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->index(), message.index());
    EXPECT_EQ(text_of(*back), text_of(message));
  };
  (survives(Message(std::in_place_index<I>)), ...);
}

TEST(MessageJson, CarriesEveryKindOfMessage) {
  expect_all_survive(std::make_index_sequence<std::variant_size_v<Message>>());
}

TEST(MessageJson, KeepsValuesAtTheirLimits) {
  const Submit submit{"key", "a \"quoted\"\nprompt with ü and \x01", "script", -1, ~std::uint64_t{0}};
  const auto back = message_from_text(text_of(submit));
  ASSERT_TRUE(back);
  const auto& read = std::get<Submit>(*back);
  EXPECT_EQ(read.prompt, submit.prompt);
  EXPECT_EQ(read.deadline_ms, -1);
  EXPECT_EQ(read.seed, ~std::uint64_t{0});
}

TEST(MessageJson, NestsErrorsAndListsOfStructs) {
  const Failure failure{{.code = "QUEUE_FULL", .message = "full", .details = {{"retry_after", 3}}}};
  const auto failed = message_from_text(text_of(failure));
  ASSERT_TRUE(failed);
  EXPECT_EQ(std::get<Failure>(*failed).error.details.at("retry_after").as_int64(), 3);

  WorkersState state;
  state.workers.push_back({.role = "worker 1", .state = "active", .last_exit = 137});
  state.workers.push_back({.role = "standby"});
  const auto workers = message_from_text(text_of(state));
  ASSERT_TRUE(workers);
  EXPECT_EQ(std::get<WorkersState>(*workers).workers.at(0).last_exit, 137);
  EXPECT_EQ(std::get<WorkersState>(*workers).workers.at(1).last_exit, std::nullopt);
}

TEST(MessageJson, TellsAMessageWithATypeFieldFromItsName) {
  const auto back = message_from_text(text_of(Notice{.type = "model_fetched"}));
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<Notice>(*back).type, "model_fetched");
}

TEST(MessageJson, NamesEveryBadFieldAtOnce) {
  const auto problem = problem_with(R"({"message":"RunStage","slot":7,"stage":"image","run":1.5,
    "prompt":"p","script":"s","seed":-1,"extra":0})");
  EXPECT_THAT(problem, HasSubstr("slot must be a string"));
  EXPECT_THAT(problem, HasSubstr("run must be a whole number"));
  EXPECT_THAT(problem, HasSubstr("seed must be a whole number, at least 0"));
  EXPECT_THAT(problem, HasSubstr("folder is missing"));
  EXPECT_THAT(problem, HasSubstr("extra is not known"));
}

TEST(MessageJson, KnowsAStageByItsNameAndRefusesAnyOther) {
  const auto back = message_from_text(text_of(StageStopped{.slot = "s", .stage = Stage::clip}));
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<StageStopped>(*back).stage, Stage::clip);
  for (const char* stage : {"\"sound\"", "\"\"", "\"Audio\"", "\"audio \"", "0", "null"}) {
    EXPECT_THAT(
        problem_with(
            std::string(
                R"({"message":"StopStage","slot":"s","run":1,"generation":1,"fence":1,"correlation_id":"c",)") +
            "\"stage\":" + stage + "}"),
        ::testing::EndsWith("stage must be one of audio, image, video, clip"))
        << stage;
  }
}

TEST(MessageJson, NamesBadFieldsInsideOthers) {
  EXPECT_THAT(problem_with(R"({"message":"WorkersState","workers":[{"role":"a"},7]})"),
              HasSubstr("workers[0].state is missing"));
  EXPECT_THAT(problem_with(R"({"message":"WorkersState","workers":[7]})"),
              HasSubstr("workers[0] must be an object"));
}

TEST(MessageJson, RefusesWhatIsNoMessage) {
  EXPECT_THAT(problem_with("{"), HasSubstr("is no JSON"));
  EXPECT_THAT(problem_with("[]"), HasSubstr("a message is an object"));
  EXPECT_THAT(problem_with(R"({"slot":"s"})"), HasSubstr("a message is an object"));
  EXPECT_THAT(problem_with(R"({"message":"Sabotage"})"), HasSubstr("no message is called 'Sabotage'"));
  EXPECT_THAT(problem_with(std::string(100000, '[')), HasSubstr("is no JSON"));
}

}  // namespace
}  // namespace slots
