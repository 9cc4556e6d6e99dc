// Sound as a WAV file: 16 bit PCM, mono, 24 kHz. Source: Microsoft, Multimedia Programming Interface and Data
// Specifications 1.0 (RIFF WAVE).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace slots {

// Throws StorageFailed.
void write_wav(const std::filesystem::path&, std::span<const std::int16_t> samples);

// The format of the sound as WAV and AVI files state it (WAVEFORMAT, 16 bytes).
std::string wave_format();

}  // namespace slots
