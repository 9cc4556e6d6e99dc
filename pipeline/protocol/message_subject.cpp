#include "pipeline/protocol/message_subject.hpp"

#include <array>

namespace slots {
namespace {

template <std::size_t... I>
constexpr auto names_of(std::index_sequence<I...>) {
  return std::array{message_name<std::variant_alternative_t<I, Message>>()...};
}
constexpr auto kNames = names_of(std::make_index_sequence<std::variant_size_v<Message>>());
static_assert(kNames.front() == "Submit" && kNames.back() == "ReleaseSlot");

}  // namespace

std::string_view message_name(const Message& message) {
  return kNames[message.index()];
}

std::string message_kind(const Message& message) {
  std::string kind(message_name(message));
  if (const auto* event = std::get_if<SlotEvent>(&message)) kind += " " + event->type;
  return kind;
}

std::string_view slot_of(const Message& message) {
  return std::visit(
      [](const auto& of_any_type) -> std::string_view {
        if constexpr (requires { of_any_type.slot; }) return of_any_type.slot;
        return {};
      },
      message);
}

std::optional<Stage> stage_of(const Message& message) {
  return std::visit(
      [](const auto& of_any_type) -> std::optional<Stage> {
        if constexpr (requires { of_any_type.stage; }) return of_any_type.stage;
        return std::nullopt;
      },
      message);
}

}  // namespace slots
