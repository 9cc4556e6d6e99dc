// The small files and words that a run takes: recorded durations, the number of a shard, places in features,
// messages of a scenario's process, and C++ sources of steps. The first byte says which.
#include <sys/mman.h>
#include <unistd.h>

#include "harness/fuzz/promise.hpp"
#include "harness/lint/step_source.hpp"
#include "harness/process/frame.hpp"
#include "harness/run/features.hpp"
#include "harness/run/shard.hpp"
#include "harness/text/json_text.hpp"
#include "harness/text/utf8.hpp"

namespace ordeal::fuzz {
namespace {

void durations(const std::string& text) {
  static const int file = memfd_create("durations", MFD_CLOEXEC);
  promise(file >= 0 && ftruncate(file, 0) == 0 &&
              pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
          "the target can write its file", "");
  const auto read = run::read_durations("/proc/self/fd/" + std::to_string(file));
  promise(read || !read.error().empty(), "a refused file has a reason", text);
  for (const auto& [place, took] : read ? *read : run::Durations())
    promise(!place.empty() && took.count() >= 0, "a duration has a place and is no less than 0", place);
}

void shard(const std::string& text) {
  const auto read = run::parse_shard(text);
  promise(!read || (read->number >= 1 && read->number <= read->of), "a shard is one of them", text);
  const auto path = run::parse_feature_path(text);
  promise(path.path.string().size() <= text.size(), "a path is a part of what was named", text);
}

using Frames = std::vector<std::pair<std::uint8_t, std::string>>;

void take(process::FrameReader& reader, Frames& frames) {
  while (auto frame = reader.next()) frames.emplace_back(frame->type, std::move(frame->payload));
}

// In one piece and byte by byte.
void frames(const std::string& bytes) {
  process::FrameReader whole, split;
  Frames of_whole, of_split;
  whole.feed(bytes);
  take(whole, of_whole);
  for (const char& byte : bytes) {
    split.feed(std::string_view(&byte, 1));
    take(split, of_split);
  }
  promise(of_whole == of_split, "frames do not depend on how they come", "");
  promise(whole.broken() == split.broken(), "nor does whether the stream is broken", "");
}

void texts(const std::string& text) {
  const std::string valid = valid_utf8(text);
  promise(find_invalid_utf8(valid) == std::string_view::npos, "valid_utf8 gives UTF-8", text);
  promise(find_invalid_utf8(text) != std::string_view::npos || valid == text, "and leaves what is valid",
          text);
  std::string json, json_of_valid;
  append_json_string(json, text);
  append_json_string(json_of_valid, valid);
  promise(json == json_of_valid, "JSON has the same text", text);
  const std::string code = lint::code_only(text);
  promise(code.size() == text.size(), "blanking keeps places", text);
}

}  // namespace
}  // namespace ordeal::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      ordeal::fuzz::durations(rest);
      break;
    case 1:
      ordeal::fuzz::shard(rest);
      break;
    case 2:
      ordeal::fuzz::frames(rest);
      break;
    default:
      ordeal::fuzz::texts(rest);
  }
  return 0;
}
