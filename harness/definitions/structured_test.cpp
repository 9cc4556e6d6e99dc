#include "harness/definitions/structured.hpp"

#include <gmock/gmock.h>

#include "harness/definitions/signature.hpp"

namespace ordeal {
namespace {

using testing::HasSubstr;

enum class Stage { audio, image };
BOOST_DESCRIBE_ENUM(Stage, audio, image)

struct Order {
  std::string prompt;
  int max_frames = 0;
  bool loud = false;
  Stage stage = Stage::audio;
  std::optional<double> deadline;
};
BOOST_DESCRIBE_STRUCT(Order, (), (prompt, max_frames, loud, stage, deadline))

std::string complaint_about(const std::function<void()>& convert) {
  try {
    convert();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no complaint";
}

std::vector<Order> orders_in(const std::vector<std::vector<std::string>>& rows) {
  return definitions::structured<std::vector<Order>>(DataTable{rows});
}

TEST(ATable, BecomesStructsByItsHeader) {
  const auto orders = orders_in({{"stage", "Max frames", "prompt", "loud", "deadline"},
                                 {"image", "1080", "a fox", "yes", ""},
                                 {"audio", "+7", "", "no", "2.5"}});
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].prompt, "a fox");
  EXPECT_EQ(orders[0].max_frames, 1080);
  EXPECT_TRUE(orders[0].loud);
  EXPECT_EQ(orders[0].stage, Stage::image);
  EXPECT_EQ(orders[0].deadline, std::nullopt);
  EXPECT_EQ(orders[1].max_frames, 7);
  EXPECT_EQ(orders[1].deadline, 2.5);
}

TEST(ATable, NamesTheCellThatDoesNotFit) {
  const auto with = [](const std::string& frames, const std::string& stage) {
    return complaint_about([&] {
      orders_in(
          {{"prompt", "max_frames", "loud", "stage"}, {"a", "1", "no", "audio"}, {"b", frames, "no", stage}});
    });
  };
  EXPECT_EQ(with("many", "audio"), "Row 3 of the table, column max_frames: \"many\" is not a number (int).");
  EXPECT_THAT(with("99999999999", "audio"),
              HasSubstr("\"99999999999\" is not a number from -2147483648 to 2147483647 (int)"));
  EXPECT_THAT(with("+-1", "audio"), HasSubstr("\"+-1\" is not a number (int)"));
  EXPECT_EQ(with("1", "video"), "Row 3 of the table, column stage: \"video\" is not one of audio, image.");
}

TEST(ATable, WithAColumnThatIsNoFieldOrWithoutOneThatIsNeededIsRefused) {
  EXPECT_EQ(
      complaint_about([] {
        orders_in({{"prompt", "max_frames", "loud", "stage", "color"}, {"a", "1", "no", "audio", "red"}});
      }),
      "The step has no field for color. Its fields: prompt, max_frames, loud, stage, deadline.");
  EXPECT_THAT(complaint_about([] { orders_in({{"prompt"}, {"a"}}); }),
              HasSubstr("The step needs loud, max_frames, stage."));
}

TEST(ATable, WithTwoNamesForOneFieldIsRefused) {
  EXPECT_EQ(
      complaint_about([] {
        orders_in({{"prompt", "loud", "stage", "Max frames", "max_frames"}, {"a", "no", "audio", "1", "2"}});
      }),
      "The table has the field max_frames twice: as \"Max frames\" and as \"max_frames\".");
}

TEST(ATableOfNamesAndValues, BecomesOneStruct) {
  const DataTable table{{{"prompt", "a fox"}, {"max frames", "3"}, {"loud", "true"}, {"stage", "image"}}};
  const auto order = definitions::structured<Fields<Order>>(table);
  EXPECT_EQ(order->max_frames, 3);
  EXPECT_THAT(
      complaint_about([] { definitions::structured<Fields<Order>>(DataTable{{{"prompt", "a", "b"}}}); }),
      HasSubstr("this one has 3"));
}

struct Point {
  int x = 0, y = 0;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))

TEST(ADocStringOfJson, BecomesAStruct) {
  const auto point =
      definitions::structured<Json<Point>>(DocString{R"({"x": 3, "y": 4})", "application/json"});
  EXPECT_EQ(point->x, 3);
  EXPECT_EQ((*point).y, 4);
}

TEST(ADocStringOfJson, SaysWhereItIsWrong) {
  const auto with = [](const std::string& text) {
    return complaint_about([&] { definitions::structured<Json<Point>>(DocString{text, ""}); });
  };
  EXPECT_THAT(with("{\n\"x\": 3,,\n}"), HasSubstr("Line 2 of the doc string is no JSON"));
  EXPECT_THAT(with("{"), HasSubstr("is no JSON"));
  EXPECT_THAT(with("{} {}"), HasSubstr("is no JSON"));
  EXPECT_THAT(with(R"({"x": 3})"), HasSubstr("does not hold a "));
}

struct Path {
  std::string name;
  std::vector<Point> points;
  std::optional<int> width;
};
BOOST_DESCRIBE_STRUCT(Path, (), (name, points, width))

TEST(ADocStringOfJson, MayLeaveOutWhatIsOptional) {
  const auto path =
      definitions::structured<Json<Path>>(DocString{R"({"name": "a", "points": [{"x": 1, "y": 2}]})", ""});
  EXPECT_EQ(path->points.at(0).y, 2);
  EXPECT_EQ(path->width, std::nullopt);
  const auto wide =
      definitions::structured<Json<Path>>(DocString{R"({"name": "a", "points": [], "width": 3})", ""});
  EXPECT_EQ(wide->width, 3);
}

TEST(ADocStringOfJson, NamesTheKeyThatIsWrong) {
  const auto with = [](const std::string& text) {
    return complaint_about([&] { definitions::structured<Json<Path>>(DocString{text, ""}); });
  };
  EXPECT_THAT(with(R"({"name": "a", "points": [], "color": 1})"),
              HasSubstr("it has no field for color. Its fields: name, points, width."));
  EXPECT_THAT(with(R"({"name": "a"})"), HasSubstr("it needs points. Its fields: name, points, width."));
  EXPECT_THAT(with(R"({"name": "a", "points": [{"x": 1, "y": 2}, {"x": 1}]})"),
              HasSubstr("points[1] needs y. Its fields: x, y."));
  EXPECT_THAT(with(R"({"name": "a", "points": [{"x": 99999999999, "y": 2}]})"),
              HasSubstr("points[0].x is 99999999999, not int (not exact)."));
  EXPECT_THAT(with(R"({"name": 7, "points": []})"), HasSubstr("name is 7, not std::string"));
  EXPECT_THAT(with(R"({"name": "a", "points": 7})"), HasSubstr("points is 7, not a list"));
  EXPECT_THAT(with("[]"), HasSubstr("it is [], not an object"));
}

void takes_rows(int, const std::vector<Order>&) {}
void takes_json(Context&, const Json<Point>&) {}

TEST(AStructOfAStepArgument, IsNoCapture) {
  using Rows = definitions::Signature<decltype(takes_rows)>;
  EXPECT_EQ(Rows::captures, 1u);
  EXPECT_EQ(Rows::function<takes_rows>().takes, (TakesArgument{.table = true}));
  using Text = definitions::Signature<decltype(takes_json)>;
  EXPECT_EQ(Text::captures, 0u);
  EXPECT_EQ(Text::function<takes_json>().takes, (TakesArgument{.doc_string = true}));
}

}  // namespace
}  // namespace ordeal
