// The four stages of a slot, and what there is one of for each.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace slots {

enum class Stage { audio, image, video, clip };
inline constexpr std::array<Stage, 4> kStages = {Stage::audio, Stage::image, Stage::video, Stage::clip};

// As messages, configuration and features name it. Ends with a zero, for C.
constexpr const char* name(Stage stage) {
  constexpr const char* names[] = {"audio", "image", "video", "clip"};
  return names[static_cast<std::size_t>(stage)];
}

constexpr std::optional<Stage> stage_named(std::string_view text) {
  for (const Stage stage : kStages) {
    if (text == name(stage)) return stage;
  }
  return std::nullopt;
}

// "image stage", for people.
inline std::string in_words(Stage stage) {
  return std::string(name(stage)) + " stage";
}

template <class T>
struct ByStage {
  std::array<T, kStages.size()> each{};
  constexpr T& operator[](Stage stage) { return each[static_cast<std::size_t>(stage)]; }
  constexpr const T& operator[](Stage stage) const { return each[static_cast<std::size_t>(stage)]; }
};

}  // namespace slots
