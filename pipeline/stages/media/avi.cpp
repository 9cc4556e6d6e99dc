#include "pipeline/stages/media/avi.hpp"

#include "pipeline/models/profile.hpp"
#include "pipeline/stages/media/little_endian.hpp"
#include "pipeline/stages/media/wav.hpp"

namespace slots {
namespace {

constexpr std::uint32_t kHasIndex = 0x10, kInterleaved = 0x100, kKeyframe = 0x10;
constexpr std::uint32_t kDefaultQuality = 0xffffffff;
constexpr std::uint32_t kBuffer = 1 << 20;  // bytes that a player should read ahead

std::string zeros(std::size_t n) {
  return std::string(n, '\0');
}

std::string stream_header(std::string_view kind, std::string_view codec, std::uint32_t rate,
                          std::uint32_t length, std::uint32_t sample_bytes) {
  std::string h =
      std::string(kind) + std::string(codec) + zeros(12);  // flags, priority, language, initial frames
  put32(h, 1);                                             // rate / scale = units a second
  put32(h, rate);
  put32(h, 0);  // start
  put32(h, length);
  put32(h, kBuffer);
  put32(h, kDefaultQuality);
  put32(h, sample_bytes);
  return h;
}

std::string video_stream(int side, std::uint32_t frames) {
  std::string h = stream_header("vids", "MJPG", kFrameRate, frames, 0);
  put32(h, 0);  // its rectangle: left, top
  put16(h, side);
  put16(h, side);
  std::string f;  // BITMAPINFOHEADER
  put32(f, 40);
  put32(f, side);
  put32(f, side);
  put16(f, 1);   // planes
  put16(f, 24);  // bits a pixel
  f += "MJPG";
  put32(f, 3 * side * side);
  return chunk("LIST", "strl" + chunk("strh", h) + chunk("strf", f + zeros(16)));
}

std::string sound_stream(std::uint32_t samples) {
  const std::string h = stream_header("auds", zeros(4), kSampleRate, samples, 2) + zeros(8);
  return chunk("LIST", "strl" + chunk("strh", h) + chunk("strf", wave_format()));
}

std::string main_header(int side, std::uint32_t frames) {
  std::string h;
  put32(h, 1'000'000 / kFrameRate);  // microseconds a frame
  h += zeros(8);                     // bytes a second, padding
  put32(h, kHasIndex | kInterleaved);
  put32(h, frames);
  put32(h, 0);  // initial frames
  put32(h, 2);  // streams
  put32(h, kBuffer);
  put32(h, side);
  put32(h, side);
  return chunk("avih", h + zeros(16));
}

constexpr std::uint64_t kBeforeHeader = 12;  // "RIFF", length, "AVI "

}  // namespace

AviWriter::AviWriter(const std::filesystem::path& path, int side) : file_(path), side_(side) {
  file_.append("RIFF" + zeros(4) + "AVI " + header() + "LIST" + zeros(4));
  movie_ = file_.size();
  file_.append("movi");
}

std::string AviWriter::header() const {
  return chunk("LIST",
               "hdrl" + main_header(side_, frames_) + video_stream(side_, frames_) + sound_stream(samples_));
}

void AviWriter::add(std::string_view four_letters, std::string_view content) {
  index_ += four_letters;
  put32(index_, kKeyframe);
  put32(index_, static_cast<std::uint32_t>(file_.size() - movie_));
  put32(index_, static_cast<std::uint32_t>(content.size()));
  file_.append(chunk(four_letters, content));
}

void AviWriter::frame(std::string_view jpeg) {
  add("00dc", jpeg);
  ++frames_;
}

void AviWriter::sound(std::span<const std::int16_t> samples) {
  add("01wb", little_endian(samples));
  samples_ += static_cast<std::uint32_t>(samples.size());
}

void AviWriter::finish() {
  const auto number = [](std::uint64_t v) {
    std::string s;
    put32(s, static_cast<std::uint32_t>(v));
    return s;
  };
  const std::uint64_t movie_end = file_.size();
  file_.append(chunk("idx1", index_));
  file_.overwrite(movie_ - 4, number(movie_end - movie_));
  file_.overwrite(kBeforeHeader, header());
  file_.overwrite(4, number(file_.size() - 8));
  file_.commit();
}

}  // namespace slots
