#include "pipeline/protocol/worker_settings.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace slots {

// {"audio":1500, …}: found by Boost.JSON through the namespace of ByStage.
static void tag_invoke(boost::json::value_from_tag, boost::json::value& json,
                       const ByStage<std::int64_t>& values) {
  auto& object = json.emplace_object();
  for (const Stage stage : kStages) object[name(stage)] = values[stage];
}

static ByStage<std::int64_t> tag_invoke(boost::json::value_to_tag<ByStage<std::int64_t>>,
                                        const boost::json::value& json) {
  ByStage<std::int64_t> values;
  for (const auto& [key, value] : json.as_object()) {
    const auto stage = stage_named(key);
    if (!stage) throw std::invalid_argument("there is no stage " + std::string(key));
    values[*stage] = value.to_number<std::int64_t>();
  }
  return values;
}

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
