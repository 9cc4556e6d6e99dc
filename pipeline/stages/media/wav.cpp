#include "pipeline/stages/media/wav.hpp"

#include "pipeline/models/profile.hpp"
#include "pipeline/stages/media/little_endian.hpp"
#include "pipeline/stages/media/output_file.hpp"

namespace slots {

std::string wave_format() {
  constexpr std::uint32_t kPcm = 1, kChannels = 1, kBytes = 2;
  std::string f;
  put16(f, kPcm);
  put16(f, kChannels);
  put32(f, kSampleRate);
  put32(f, kSampleRate * kChannels * kBytes);
  put16(f, kChannels * kBytes);
  put16(f, 8 * kBytes);
  return f;
}

void write_wav(const std::filesystem::path& path, std::span<const std::int16_t> samples) {
  OutputFile file(path);
  file.append(chunk("RIFF", "WAVE" + chunk("fmt ", wave_format()) + chunk("data", little_endian(samples))));
  file.commit();
}

}  // namespace slots
