#include "pipeline/protocol/worker_settings.hpp"

#include <boost/json.hpp>

namespace slots {

std::string to_text(const WorkerSettings& settings) {
  return boost::json::serialize(boost::json::value_from(settings));
}

Result<WorkerSettings> worker_settings(const std::string& text) {
  boost::system::error_code problem;
  const boost::json::value json = boost::json::parse(text, problem);
  if (problem) {
    return Error{.code = "INVALID_REQUEST", .message = "worker settings are not JSON: " + problem.message()};
  }
  const auto settings = boost::json::try_value_to<WorkerSettings>(json);
  if (!settings) {
    return Error{.code = "INVALID_REQUEST",
                 .message = "worker settings have a wrong or missing field: " + settings.error().message()};
  }
  return *settings;
}

}  // namespace slots
