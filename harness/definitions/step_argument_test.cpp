#include "harness/definitions/step_argument.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ordeal {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(DataTable, ReadsItsRowsByColumnName) {
  const DataTable table{{{"stage", "limit"}, {"image", "15 s"}, {"audio", "3 s"}}};
  const auto records = table.records();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].at("stage"), "image");
  EXPECT_EQ(records[1].at("limit"), "3 s");
}

TEST(DataTable, RefusesWhatHasNoClearColumns) {
  EXPECT_THAT([] { (void)DataTable{}.records(); }, ThrowsMessage<std::invalid_argument>(HasSubstr("no row")));
  EXPECT_THAT(([] { (void)DataTable{{{"a", "a"}, {"1", "2"}}}.records(); }),
              ThrowsMessage<std::invalid_argument>(HasSubstr("two columns named \"a\"")));
  EXPECT_THAT(
      ([] { (void)DataTable{{{"a", "b"}, {"1"}}}.records(); }),
      ThrowsMessage<std::invalid_argument>(HasSubstr("Row 2 of the table has 1 cells, its first row 2")));
}

}  // namespace
}  // namespace ordeal
