#include "pipeline/protocol/error.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <set>

namespace slots {
namespace {

TEST(ErrorTable, HasEachCodeOnceWithAnAction) {
  std::set<std::string_view> codes;
  for (const auto& kind : error_kinds()) {
    EXPECT_TRUE(codes.insert(kind.code).second) << kind.code;
    EXPECT_FALSE(kind.suggested_action.empty()) << kind.code;
    EXPECT_TRUE(kind.http == 0 || (kind.http >= 400 && kind.http < 600)) << kind.code;
  }
}

TEST(ErrorTable, RetriesNeitherValidationNorOutcomesNorWhatIsPermanent) {
  for (const auto& kind : error_kinds()) {
    const bool hopeless = kind.category == ErrorCategory::validation ||
                          kind.category == ErrorCategory::outcome ||
                          kind.category == ErrorCategory::permanent;
    EXPECT_EQ(kind.retryable, !hopeless) << kind.code;
  }
}

TEST(ErrorTable, TakesAnUnknownCodeForInternal) {
  EXPECT_EQ(error_kind("QUEUE_FULL").http, 503);
  EXPECT_EQ(error_kind("NO_SUCH_CODE").code, "INTERNAL");
}

TEST(Error, HasTheAgreedShapeAsJson) {
  const Error error{.code = "CUDA_OUT_OF_MEMORY",
                    .message = "image stage needs 6.0 GB, 4.1 GB free",
                    .details = {{"device", "cuda:0"}},
                    .correlation_id = "c-1"};
  EXPECT_EQ(boost::json::value(error.to_json()), boost::json::parse(R"({"error":{
    "code":"CUDA_OUT_OF_MEMORY","message":"image stage needs 6.0 GB, 4.1 GB free","category":"resource",
    "retryable":true,"correlation_id":"c-1",
    "details":{"device":"cuda:0","suggested_action":"free memory on the device or use a larger one"}}})"));
}

TEST(Error, ComesBackFromItsJson) {
  const Error error{
      .code = "NOT_FOUND", .message = "no slot x", .details = {{"slot", "x"}}, .correlation_id = "c"};
  const auto back = Error::from_json(error.to_json());
  EXPECT_EQ(back.code, error.code);
  EXPECT_EQ(back.message, error.message);
  EXPECT_EQ(back.correlation_id, error.correlation_id);
  EXPECT_EQ(back.details.at("slot"), "x");
  EXPECT_EQ(Error::from_json(back.to_json()).to_json(), back.to_json()) << "also the second time";
}

TEST(Error, IsInternalWhenItsJsonIsNoError) {
  for (const char* text : {"null", "[]", "{}", "{\"error\":7}", "\"text\""}) {
    EXPECT_EQ(Error::from_json(boost::json::parse(text)).code, "INTERNAL") << text;
  }
  EXPECT_EQ(Error::from_json(boost::json::parse(R"({"error":{"code":7,"details":[]}})")).code, "INTERNAL");
}

TEST(Error, IsThrownByAResultThatHasNoValue) {
  const Result<int> failed = Error{.code = "CONFLICT", .message = "taken"};
  try {
    failed.value();
    FAIL() << "nothing was thrown";
  } catch (const ErrorException& thrown) {
    EXPECT_EQ(thrown.error().code, "CONFLICT");
    EXPECT_STREQ(thrown.what(), "taken");
  }
}

}  // namespace
}  // namespace slots
