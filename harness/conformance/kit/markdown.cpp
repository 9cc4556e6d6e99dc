#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

GIVEN("some TypeScript code:", (const DocString& text)) {
  ASSERT_FALSE(text.content.empty());
}
GIVEN("some classic Gherkin:", (const DocString& text)) {
  ASSERT_FALSE(text.content.empty());
}
WHEN("we use a data table and attach something and then {word}",
     (Attachments & attachments, const std::string& word, const DataTable& table)) {
  ASSERT_FALSE(table.rows.empty());
  attachments.log("We are logging some plain text (" + word + ")");
  if (word == "fail") throw std::runtime_error("You asked me to fail");
}
THEN("this might or might not run", ()) {}

}  // namespace
}  // namespace ordeal::kit
