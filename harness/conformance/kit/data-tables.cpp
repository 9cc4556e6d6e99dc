#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

struct Transposed {
  DataTable table;
};

WHEN("the following table is transposed:", (Transposed & transposed, const DataTable& table)) {
  transposed.table.rows.resize(table.rows.front().size());
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column)
      transposed.table.rows[column].push_back(row[column]);
  }
}
THEN("it should be:", (Transposed & transposed, const DataTable& expected)) {
  ASSERT_EQ(transposed.table.rows, expected.rows);
}

}  // namespace
}  // namespace ordeal::kit
