#include "steps/slots/sent_error.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>

namespace ordeal {
namespace {

// Whether what fails so may succeed later, unchanged.
const std::map<std::string, bool> kMaySucceedLater = {{"transient", true},  {"resource", true},
                                                      {"unknown", true},    {"validation", false},
                                                      {"permanent", false}, {"outcome", false}};

std::string text_of(const boost::json::object& fields, const char* key) {
  const auto* value = fields.if_contains(key);
  return value && value->is_string() ? value->get_string().c_str() : "";
}

}  // namespace

void expect_whole_error(const boost::json::object& sent) {
  const auto* error = sent.if_contains("error");
  const std::string shown = boost::json::serialize(sent);
  ASSERT_TRUE(error && error->is_object()) << "there is no error in " << shown;
  const auto& fields = error->get_object();
  for (const char* key : {"code", "message"})
    EXPECT_NE(text_of(fields, key), "") << "no " << key << " in " << shown;
  const auto may = kMaySucceedLater.find(text_of(fields, "category"));
  ASSERT_NE(may, kMaySucceedLater.end()) << "no category in " << shown;
  const auto* retryable = fields.if_contains("retryable");
  ASSERT_TRUE(retryable && retryable->is_bool()) << "it does not say whether to try again: " << shown;
  EXPECT_EQ(retryable->get_bool(), may->second)
      << "it is " << may->first << ", and says that trying again is "
      << (may->second ? "in vain: " : "of use: ") << shown;
  const auto* details = fields.if_contains("details");
  ASSERT_TRUE(details && details->is_object()) << "no details in " << shown;
  EXPECT_NE(text_of(details->get_object(), "suggested_action"), "")
      << "it does not say what to do: " << shown;
}

}  // namespace ordeal
