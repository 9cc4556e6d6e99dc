#include "pipeline/real/http/event_stream.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "pipeline/real/stream/described_json.hpp"

namespace slots {
namespace {

constexpr std::size_t kNameLimit = 64;

// A line of a stream ends where a line break says so, whoever put it there: an event's type may be a worker's
// words. The data carry it as it is, since JSON escapes it.
std::string event_name(std::string_view type) {
  std::string name(type.substr(0, kNameLimit));
  std::replace_if(name.begin(), name.end(), [](char c) { return c < ' ' || c >= 0x7f; }, '_');
  return name;
}

}  // namespace

std::string event_text(const SlotEvent& event) {
  return "id: " + std::to_string(event.sequence) + "\nevent: " + event_name(event.type) +
         "\ndata: " + boost::json::serialize(to_object(event)) + "\n\n";
}

Result<std::vector<SlotEvent>> EventReader::feed(std::string_view piece) {
  partial_.append(piece);
  std::vector<SlotEvent> events;
  std::size_t begin = 0;
  for (std::size_t end; (end = partial_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::string_view text = std::string_view(partial_).substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (auto read = line(text, events); !read) return read.error();
  }
  partial_.erase(0, begin);
  if (partial_.size() + data_.size() > kEventLimit) {
    return Error{.code = "INTERNAL",
                 .message = "an event has more than the " + std::to_string(kEventLimit) + " bytes allowed"};
  }
  return events;
}

Result<void> EventReader::line(std::string_view text, std::vector<SlotEvent>& events) {
  constexpr std::string_view kData = "data:";
  if (text.starts_with(kData)) {
    text.remove_prefix(kData.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
    data_.append(data_.empty() ? "" : "\n").append(text);
    return {};
  }
  if (!text.empty() || data_.empty()) return {};
  boost::system::error_code error;
  const auto json = boost::json::parse(data_, error);
  data_.clear();
  std::vector<BadField> bad;
  SlotEvent event;
  if (error || !json.is_object()) {
    bad.push_back({"data", "must be a JSON object"});
  } else {
    read_object(json.get_object(), event, bad);
  }
  if (!bad.empty()) return invalid_fields("an event", bad);
  events.push_back(std::move(event));
  return {};
}

}  // namespace slots
