#include "harness/definitions/context.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace ordeal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct Clock {
  virtual ~Clock() = default;
  virtual int now() const = 0;
};

struct FixedClock final : Clock {
  int now() const override { return 7; }
};

struct Diary {
  std::vector<std::string> lines;
};

struct Cellar {
  explicit Cellar(Context& context) : diary(context.get<Diary>()) { diary.lines.push_back("cellar built"); }
  ~Cellar() { diary.lines.push_back("cellar gone"); }
  Diary& diary;
};

struct House {
  explicit House(Context& context) : cellar(context.get<Cellar>()) {
    cellar.diary.lines.push_back("house built");
  }
  ~House() { cellar.diary.lines.push_back("house gone"); }
  Cellar& cellar;
};

struct Hen;
struct Egg {
  explicit Egg(Context&);
};
struct Hen {
  explicit Hen(Context& context) { context.get<Egg>(); }
};
Egg::Egg(Context& context) {
  context.get<Hen>();
}

struct Moody {
  explicit Moody(Context& context) {
    if (++context.get<int>() == 1) throw std::runtime_error("not today");
  }
};

TEST(Context, HandsOutWhatWasLentUnderItsInterface) {
  FixedClock clock;
  Context context;
  context.lend<Clock>(clock);
  EXPECT_EQ(&context.get<Clock>(), &clock);
  EXPECT_EQ(context.get<Clock>().now(), 7);
}

TEST(Context, MakesAnObjectOnce) {
  Context context;
  context.get<Diary>().lines.push_back("first");
  EXPECT_THAT(context.get<Diary>().lines, ElementsAre("first"));
}

TEST(Context, DestroysInReverseOrderWhatItMadeAndLeavesWhatItWasLent) {
  Diary diary;
  {
    Context context;
    context.lend(diary);
    context.get<House>();
  }
  EXPECT_THAT(diary.lines, ElementsAre("cellar built", "house built", "house gone", "cellar gone"));
}

TEST(Context, NamesTheTypeThatItCannotMake) {
  Context context;
  EXPECT_THAT([&] { context.get<Clock>(); }, ThrowsMessage<std::logic_error>(HasSubstr("::Clock")));
}

TEST(Context, RefusesObjectsThatNeedEachOther) {
  Context context;
  EXPECT_THAT([&] { context.get<Hen>(); }, ThrowsMessage<std::logic_error>(HasSubstr("::Hen")));
}

TEST(Context, RefusesASecondObjectOfAType) {
  Diary diary;
  Context context;
  context.lend(diary);
  EXPECT_THAT([&] { context.lend(diary); }, ThrowsMessage<std::logic_error>(HasSubstr("::Diary")));
}

TEST(Context, AsksForAnObjectOnDemandOnlyWhenSomebodyWantsIt) {
  Diary diary;
  int asked = 0;
  Context context;
  context.lend_on_demand<Diary>([&]() -> Diary& {
    ++asked;
    return diary;
  });
  EXPECT_THAT([&] { context.lend(diary); }, ThrowsMessage<std::logic_error>(HasSubstr("::Diary")));
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(&context.get<Diary>(), &diary);
  EXPECT_EQ(asked, 1);
}

TEST(Context, TriesAgainAfterAConstructorThrew) {
  Context context;
  EXPECT_THROW(context.get<Moody>(), std::runtime_error);
  EXPECT_NO_THROW(context.get<Moody>());
}

}  // namespace
}  // namespace ordeal
