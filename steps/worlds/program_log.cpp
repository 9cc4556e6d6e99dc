#include "steps/worlds/program_log.hpp"

#include <boost/json.hpp>

namespace ordeal {

const std::vector<ProgramEvent>& ProgramLog::events() {
  file_.read_lines([this](const std::string& line) { take(line); });
  return events_;
}

void ProgramLog::take(const std::string& line) {
  boost::system::error_code problem;
  const boost::json::value json = boost::json::parse(line, problem);
  const auto* fields = json.if_object();
  const auto* name = fields ? fields->if_contains("event") : nullptr;
  if (problem || !name || !name->is_string()) return;  // not an event: output of a library
  ProgramEvent event{.role = role_, .name = name->as_string().c_str(), .fields = *fields};
  if (const auto* at = fields->if_contains("t"); at && at->is_number()) event.at_ms = at->to_number<double>();
  events_.push_back(std::move(event));
}

}  // namespace ordeal
