#include "pipeline/real/stream/message_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/mp11/list.hpp>
#include <type_traits>

#include "pipeline/protocol/message_subject.hpp"
#include "pipeline/real/stream/described_json.hpp"

namespace slots {
namespace {

constexpr auto kTypes = std::variant_size_v<Message>;

void find_unknown_fields(const boost::json::object& object, const boost::json::object& known,
                         std::vector<BadField>& bad) {
  for (const auto& [key, value] : object) {
    if (key != "message" && !known.contains(key)) bad.push_back({std::string(key), "is not known"});
  }
}

template <class T>
Result<Message> read_message(const boost::json::object& object) {
  T message;
  std::vector<BadField> bad;
  read_object(object, message, bad);
  boost::json::object known;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) { known[member.name] = nullptr; });
  find_unknown_fields(object, known, bad);
  if (!bad.empty()) return invalid_fields(std::string(message_name<T>()), bad);
  return Message(std::move(message));
}

template <std::size_t... I>
Result<Message> read_named(std::string_view name, const boost::json::object& object,
                           std::index_sequence<I...>) {
  Result<Message> message =
      Error{.code = "INVALID_REQUEST", .message = "no message is called '" + std::string(name) + "'"};
  const auto try_type = [&]<class T>(std::type_identity<T>) {
    if (message_name<T>() == name) message = read_message<T>(object);
  };
  (try_type(std::type_identity<std::variant_alternative_t<I, Message>>()), ...);
  return message;
}

}  // namespace

boost::json::object message_to_json(const Message& message) {
  boost::json::object json;
  json["message"] = message_name(message);
  auto fields = std::visit([](const auto& alternative) { return to_object(alternative); }, message);
  for (auto& [key, value] : fields) json.emplace(key, std::move(value));
  return json;
}

Result<Message> message_from_json(const boost::json::value& json) {
  const auto* object = json.if_object();
  const auto* name = object ? object->if_contains("message") : nullptr;
  if (!name || !name->is_string()) {
    return Error{.code = "INVALID_REQUEST", .message = "a message is an object with its name in \"message\""};
  }
  const std::string_view text(name->get_string());
  return read_named(text, *object, std::make_index_sequence<kTypes>());
}

Result<Message> message_from_text(std::string_view text) {
  boost::system::error_code error;
  const auto json = boost::json::parse(text, error);
  if (error) {
    return Error{
        .code = "INVALID_REQUEST",
        .message = "a message of " + std::to_string(text.size()) + " bytes is no JSON: " + error.message()};
  }
  return message_from_json(json);
}

}  // namespace slots
