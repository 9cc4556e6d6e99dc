#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "harness/messages/ndjson.hpp"
#include "harness/messages/spelling.hpp"
#include "harness/messages/utf8.hpp"

namespace ordeal::messages {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value write(bool yes) {
  return yes;
}
value write(std::int64_t number) {
  return number;
}
value write(const std::string& text) {
  return boost::json::string(valid_utf8(text));
}

object seconds_and_nanos(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return {{"seconds", seconds.count()}, {"nanos", (time - seconds).count()}};
}

value write(Duration duration) {
  return seconds_and_nanos(duration);
}
value write(Timestamp timestamp) {
  return seconds_and_nanos(timestamp.time_since_epoch());
}
value write(const GherkinDocument& document) {
  return document.json;
}

template <class Enum>
std::string_view spelling_of(Enum wanted) {
  std::string_view found = "UNKNOWN";
  for_each_value<Enum>([&](Enum value, std::string_view spelt) {
    if (value == wanted) found = spelt;
  });
  return found;
}

template <class Enum>
  requires std::is_enum_v<Enum>
value write(Enum enumerator) {
  return boost::json::string(spelling_of(enumerator));
}

template <class Message>
  requires boost::describe::has_describe_members<Message>::value
value write(const Message&);

template <class Element>
value write(const std::vector<Element>& elements) {
  array written;
  written.reserve(elements.size());
  for (const auto& element : elements) written.push_back(write(element));
  return written;
}

template <class Member>
void write_member(object& into, std::string_view name, const Member& member) {
  into.emplace(name, write(member));
}

template <class Member>
void write_member(object& into, std::string_view name, const std::optional<Member>& member) {
  if (member) into.emplace(name, write(*member));
}

template <class Message>
  requires boost::describe::has_describe_members<Message>::value
value write(const Message& message) {
  object written;
  for_each_member<Message>(
      [&](std::string_view name, auto member) { write_member(written, name, message.*member); });
  return written;
}

}  // namespace

value to_json(const Envelope& envelope) {
  return std::visit(
      [](const auto& message) -> value {
        using Message = std::decay_t<decltype(message)>;
        if constexpr (std::is_same_v<Message, UnknownMessage>) {
          return message.json;
        } else {
          object written;
          written.emplace(Message::key, write(message));
          return written;
        }
      },
      envelope);
}

std::string to_ndjson(const Envelope& envelope) {
  return boost::json::serialize(to_json(envelope));
}

std::string_view to_string(Status status) {
  return spelling_of(status);
}

}  // namespace ordeal::messages
