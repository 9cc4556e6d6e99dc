#include "steps/worlds/client_output.hpp"

#include <boost/json.hpp>

namespace ordeal {
namespace {

void take(const boost::json::object& line, SlotView& view,
          const std::function<void(slots::SlotEvent)>& take_event) {
  if (const auto* accepted = line.if_contains("accepted")) {
    view.id = boost::json::value_to<slots::Accepted>(*accepted).slot;
  } else if (const auto* event = line.if_contains("event")) {
    take_event(boost::json::value_to<slots::SlotEvent>(*event));
  } else if (const auto* done = line.if_contains("done")) {
    view.result = done->as_object();
  } else if (line.contains("error")) {
    view.error = slots::Error::from_json(line);
  }
}

}  // namespace

void ClientOutput::read_into(SlotView& view, const std::function<void(slots::SlotEvent)>& take_event) {
  file_.read_lines([&](const std::string& line) {
    boost::system::error_code problem;
    const boost::json::value json = boost::json::parse(line, problem);
    if (!problem && json.is_object()) take(json.get_object(), view, take_event);
  });
}

}  // namespace ordeal
