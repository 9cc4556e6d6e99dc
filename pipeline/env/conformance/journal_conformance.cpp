#include "pipeline/env/conformance/world_under_test.hpp"

namespace slots::conformance {
namespace {

class JournalConformance : public Conformance {};
INSTANTIATE_TEST_SUITE_P(Worlds, JournalConformance, ::testing::ValuesIn(worlds_under_test()), name_of);

Task<std::vector<std::string>> kinds(Env& env) {
  std::vector<std::string> found;
  const auto records = co_await env.journal.load();
  if (!records) {
    ADD_FAILURE() << records.error().message;
    co_return found;
  }
  for (const auto& record : *records) found.push_back(record.kind);
  co_return found;
}

TEST_P(JournalConformance, IsEmptyAtFirst) {
  run_alone([](Env& env) -> Task<void> { EXPECT_THAT(co_await kinds(env), ::testing::IsEmpty()); });
}

TEST_P(JournalConformance, KeepsRecordsAsTheyWere) {
  run_alone([](Env& env) -> Task<void> {
    std::vector<Record> records;
    records.push_back(
        {"slot 1", "accepted", {{"prompt", "ü\n\"\x01"}, {"seed", ~std::uint64_t{0}}, {"x", nullptr}}});
    const auto body = records[0].body;
    EXPECT_TRUE(co_await env.journal.append(std::move(records)));
    const auto back = co_await env.journal.load();
    EXPECT_EQ(back->size(), 1);
    EXPECT_EQ(back->at(0).slot, "slot 1");
    EXPECT_EQ(back->at(0).kind, "accepted");
    EXPECT_EQ(back->at(0).body, body);
  });
}

TEST_P(JournalConformance, KeepsTheOrderOfAppends) {
  run_alone([](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.journal.append({{"s", "a", {}}, {"s", "b", {}}}));
    EXPECT_TRUE(co_await env.journal.append({}));
    EXPECT_TRUE(co_await env.journal.append({{"s", "c", {}}}));
    EXPECT_THAT(co_await kinds(env), ::testing::ElementsAre("a", "b", "c"));
  });
}

TEST_P(JournalConformance, KeepsEachOfManyAppendsAtOnceTogether) {
  run_alone([](Env& env) -> Task<void> {
    Nursery nursery(env.loop);
    const auto append = [&](int i) -> Task<void> {
      const std::string slot = std::to_string(i);
      EXPECT_TRUE(co_await env.journal.append({{slot, "first", {}}, {slot, "second", {}}}));
    };
    for (int i = 0; i < 200; ++i) nursery.spawn(append(i));
    co_await nursery.join();
    const auto records = co_await env.journal.load();
    EXPECT_EQ(records->size(), 400);
    for (std::size_t i = 0; i + 1 < records->size(); i += 2) {
      EXPECT_EQ(records->at(i).kind, "first");
      EXPECT_EQ(records->at(i).slot, records->at(i + 1).slot);
    }
  });
}

TEST_P(JournalConformance, IsThereAgainWhenItsProgramIs) {
  run_alone([](Env& env) -> Task<void> { EXPECT_TRUE(co_await env.journal.append({{"s", "a", {}}})); });
  run_alone([](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.journal.append({{"s", "b", {}}}));
    EXPECT_THAT(co_await kinds(env), ::testing::ElementsAre("a", "b"));
  });
}

TEST_P(JournalConformance, LetsAllRecordsMakeWayForASnapshot) {
  run_alone([](Env& env) -> Task<void> {
    EXPECT_TRUE(co_await env.journal.append({{"s", "a", {}}, {"s", "b", {}}}));
    EXPECT_TRUE(co_await env.journal.replace({{"s", "both", {}}}));
    EXPECT_TRUE(co_await env.journal.append({{"s", "c", {}}}));
    EXPECT_THAT(co_await kinds(env), ::testing::ElementsAre("both", "c"));
  });
  run_alone([](Env& env) -> Task<void> {
    EXPECT_THAT(co_await kinds(env), ::testing::ElementsAre("both", "c"));
    EXPECT_TRUE(co_await env.journal.replace({}));
    EXPECT_THAT(co_await kinds(env), ::testing::IsEmpty());
  });
}

TEST_P(JournalConformance, BelongsToOneRole) {
  run_alone([](Env& env) -> Task<void> { EXPECT_TRUE(co_await env.journal.append({{"s", "a", {}}})); });
  run_alone([](Env& env) -> Task<void> { EXPECT_THAT(co_await kinds(env), ::testing::IsEmpty()); },
            "another");
}

}  // namespace
}  // namespace slots::conformance
