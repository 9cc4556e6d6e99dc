// A video with sound as an AVI file: one JPEG a frame and 16 bit PCM, with an index, so that every player
// opens it and seeks in it. Source: Microsoft, AVI RIFF File Reference. Written while frames arrive; finish()
// fills in the lengths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/stages/media/output_file.hpp"

namespace slots {

// Throws StorageFailed. Without finish() nothing is left on disk.
class AviWriter {
 public:
  AviWriter(const std::filesystem::path&, int side);

  void frame(std::string_view jpeg);
  void sound(std::span<const std::int16_t> samples);  // after each frame, what is heard during it
  void finish();

 private:
  std::string header() const;
  void add(std::string_view four_letters, std::string_view content);

  OutputFile file_;
  int side_;
  std::uint32_t frames_ = 0, samples_ = 0;
  std::uint64_t movie_ = 0;  // where the list of frames begins
  std::string index_;
};

}  // namespace slots
