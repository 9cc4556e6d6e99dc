// Which process of a worker, and which dispatch, a message between director and worker is of.
#pragma once

#include "pipeline/protocol/messages.hpp"

namespace slots {

// Nothing: such a message does not say.
inline std::optional<std::int64_t> generation_of(const Message& message) {
  return std::visit(
      [](const auto& of_any_type) -> std::optional<std::int64_t> {
        if constexpr (requires { of_any_type.generation; }) return of_any_type.generation;
        return std::nullopt;
      },
      message);
}

inline std::optional<std::int64_t> fence_of(const Message& message) {
  return std::visit(
      [](const auto& of_any_type) -> std::optional<std::int64_t> {
        if constexpr (requires { of_any_type.fence; }) return of_any_type.fence;
        return std::nullopt;
      },
      message);
}

inline Message of_generation(std::int64_t generation, Message message) {
  std::visit(
      [generation](auto& of_any_type) {
        if constexpr (requires { of_any_type.generation; }) of_any_type.generation = generation;
      },
      message);
  return message;
}

// `answer` says that it concerns this run of this stage, in this dispatch. `What`: RunStage or StopStage.
template <class Answer, class What>
Answer about(const What& what, Answer answer = {}) {
  answer.slot = what.slot;
  answer.stage = what.stage;
  answer.run = what.run;
  answer.fence = what.fence;
  answer.correlation_id = what.correlation_id;
  return answer;
}

}  // namespace slots
