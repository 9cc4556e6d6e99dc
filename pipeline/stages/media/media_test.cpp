// The result files open: by their own libraries and by ffprobe.
#include <gtest/gtest.h>
#include <png.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

#include "pipeline/models/profile.hpp"
#include "pipeline/stages/media/avi.hpp"
#include "pipeline/stages/media/enlarge.hpp"
#include "pipeline/stages/media/jpeg.hpp"
#include "pipeline/stages/media/output_file.hpp"
#include "pipeline/stages/media/png.hpp"
#include "pipeline/stages/media/wav.hpp"

namespace slots {
namespace {

namespace fs = std::filesystem;

std::string said(const std::string& command) {
  std::FILE* out = ::popen(command.c_str(), "r");
  std::string all;
  char block[4096];
  while (const std::size_t n = std::fread(block, 1, sizeof block, out)) all.append(block, n);
  EXPECT_EQ(WEXITSTATUS(::pclose(out)), 0) << command << '\n' << all;
  return all;
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Media : public testing::Test {
 protected:
  Media() {
    std::string name = testing::TempDir() + "media XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Media() override { fs::remove_all(folder_); }
  std::size_t files() const {
    return fs::exists(folder_) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}))
                               : 0;
  }
  fs::path folder_;
};

std::vector<std::int16_t> tone(std::size_t samples) {
  std::vector<std::int16_t> t(samples);
  for (std::size_t i = 0; i < samples; ++i)
    t[i] = static_cast<std::int16_t>(10'000 * std::sin(0.1 * double(i)));
  return t;
}

std::vector<std::uint8_t> gradient(int side) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      rgb.insert(rgb.end(), {std::uint8_t(x * 3), std::uint8_t(y * 3), std::uint8_t(x + y)});
  return rgb;
}

TEST_F(Media, AnAviHasTheFramesAndTheSoundThatWentIn) {
  AviWriter avi(folder_ / "v.avi", 64);
  const auto sound = tone(48 * kSamplesPerFrame);
  for (int f = 0; f < 48; ++f) {
    avi.frame(to_jpeg(gradient(64), 64));
    avi.sound(std::span(sound).subspan(static_cast<std::size_t>(f) * kSamplesPerFrame, kSamplesPerFrame));
  }
  avi.finish();
  const std::string probe = said(
      "ffprobe -v warning -count_frames -show_entries "
      "stream=codec_name,width,height,r_frame_rate,nb_read_frames,sample_rate,channels,duration "
      "-of default=nw=1 '" +
      (folder_ / "v.avi").string() + "' 2>&1");
  for (const char* line :
       {"codec_name=mjpeg", "width=64", "height=64", "r_frame_rate=24/1", "nb_read_frames=48",
        "codec_name=pcm_s16le", "sample_rate=24000", "channels=1", "duration=2.000000"})
    EXPECT_NE(probe.find(line), std::string::npos) << line << " is not in\n" << probe;
}

TEST_F(Media, AnUnfinishedAviLeavesNothing) {
  {
    AviWriter avi(folder_ / "v.avi", 64);
    avi.frame(to_jpeg(gradient(64), 64));
    EXPECT_EQ(files(), 1U);
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(Media, AWavHoldsItsSamples) {
  const auto sound = tone(24'000);
  write_wav(folder_ / "new" / "v.wav", sound);
  const std::string wav = content(folder_ / "new" / "v.wav");
  EXPECT_EQ(wav.substr(0, 4), "RIFF");
  EXPECT_EQ(wav.substr(8, 8), "WAVEfmt ");
  ASSERT_EQ(wav.size(), 44U + 2 * sound.size());
  EXPECT_EQ(std::memcmp(wav.data() + 44, sound.data(), 2 * sound.size()), 0);
  const std::string probe =
      said("ffprobe -v warning -show_entries stream=codec_name,sample_rate,duration -of default=nw=1 '" +
           (folder_ / "new" / "v.wav").string() + "' 2>&1");
  EXPECT_EQ(probe, "codec_name=pcm_s16le\nsample_rate=24000\nduration=1.000000\n");
}

TEST(Png, ComesBackAsItWas) {
  const auto rgb = gradient(80);
  const std::string png = to_png(rgb, 80);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, png.data(), png.size()));
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> back(PNG_IMAGE_SIZE(image));
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, back.data(), 0, nullptr));
  EXPECT_EQ(back, rgb);
}

TEST(Png, RefusesWhatItCannotWriteInsteadOfEndingTheProcess) {
  EXPECT_THROW(to_png({}, 0), std::runtime_error);
}

TEST(Jpeg, HasItsBeginningAndItsEnd) {
  const std::string jpeg = to_jpeg(gradient(64), 64);
  EXPECT_EQ(jpeg.substr(0, 3), "\xff\xd8\xff");
  EXPECT_EQ(jpeg.substr(jpeg.size() - 2), "\xff\xd9");
  EXPECT_EQ(jpeg, to_jpeg(gradient(64), 64));
}

TEST(Jpeg, RefusesWhatItCannotWriteInsteadOfEndingTheProcess) {
  EXPECT_THROW(to_jpeg({}, 0), std::runtime_error);
}

TEST(Enlarger, KeepsAPlainColourAndTheMean) {
  Enlarger larger(16, 64);
  for (const std::uint8_t byte : larger(std::vector<float>(3 * 16 * 16, 0.5F))) EXPECT_EQ(byte, 128);
  std::vector<float> wave(3 * 16 * 16);
  for (std::size_t i = 0; i < wave.size(); ++i) wave[i] = 0.5F + 0.4F * std::sin(0.04F * float(i));
  double mean = 0, before = 0;
  for (const std::uint8_t byte : larger(wave)) mean += byte / 255.0 / (3 * 64 * 64);
  for (const float v : wave) before += v / double(wave.size());
  EXPECT_NEAR(mean, before, 0.005);
}

TEST(Enlarger, OfTheSameSideOnlyRounds) {
  Enlarger same(8, 8);
  std::vector<float> picture(3 * 8 * 8);
  for (std::size_t i = 0; i < picture.size(); ++i) picture[i] = float(i % 256) / 255;
  const auto bytes = same(picture);
  for (std::size_t i = 0; i < picture.size(); ++i) EXPECT_EQ(bytes[i], i % 256);
}

TEST(Enlarger, StaysWithinBytesWhateverComesIn) {
  Enlarger larger(4, 9);
  std::vector<float> picture(3 * 4 * 4, 1.2F);
  for (std::size_t i = 0; i < picture.size(); i += 2) picture[i] = -0.2F;
  EXPECT_EQ(larger(picture).size(), 3U * 9 * 9);
}

TEST_F(Media, AFileIsWholeOrNotThere) {
  {
    OutputFile file(folder_ / "result");
    file.append("half of");
    EXPECT_FALSE(fs::exists(folder_ / "result"));
  }
  EXPECT_EQ(files(), 0U);
  OutputFile file(folder_ / "result");
  file.append("all of it");
  file.overwrite(0, "ALL");
  file.commit();
  EXPECT_EQ(content(folder_ / "result"), "ALL of it");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Media, AFullDiskIsSaidAndLeavesNothing) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
  fs::create_symlink("/dev/full", folder_ / "v.wav.part");
  try {
    write_wav(folder_ / "v.wav", tone(1000));
    FAIL();
  } catch (const StorageFailed& failed) {
    EXPECT_EQ(failed.why, ENOSPC);
    EXPECT_EQ(failed.doing, "write v.wav");
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(Media, AFolderThatCannotBeMadeIsSaid) {
  std::ofstream(folder_ / "file") << "x";
  try {
    write_wav(folder_ / "file" / "v.wav", tone(10));
    FAIL();
  } catch (const StorageFailed& failed) {
    EXPECT_EQ(failed.why, ENOTDIR);
  }
}

}  // namespace
}  // namespace slots
