#include "pipeline/stages/judge_slot.hpp"

#include <ATen/Parallel.h>
#include <png.h>

#include <cstdio>

#include "pipeline/models/manifest.hpp"
#include "pipeline/models/model_file.hpp"
#include "pipeline/stages/network.hpp"

namespace slots {
namespace {

struct Rgb {
  std::size_t width = 0, height = 0;
  std::vector<png_byte> bytes;  // [height, width, 3]
};

ModelResult<Rgb> read_png(const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  Rgb rgb;
  const bool begun = png_image_begin_read_from_file(&image, file.c_str()) != 0;
  if (begun) {
    image.format = PNG_FORMAT_RGB;
    rgb = {image.width, image.height, std::vector<png_byte>(PNG_IMAGE_SIZE(image))};
  }
  if (!begun || !png_image_finish_read(&image, nullptr, rgb.bytes.data(), 0, nullptr)) {
    return ModelError{
        .code = "MODEL_NOT_FOUND",
        .message = "keyframe " + file.filename().string() + " cannot be read: " + image.message};
  }
  return rgb;
}

// Means over squares: the reverse of the enlargement that was written, up to its smoothing.
Picture shrink(const Rgb& rgb, int side) {
  const std::size_t by = rgb.width / static_cast<std::size_t>(side), to = static_cast<std::size_t>(side);
  Picture picture(to * to * 3);
  for (std::size_t y = 0; y < to * by; ++y) {
    for (std::size_t x = 0; x < to * by; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        picture[(y / by * to + x / by) * 3 + c] +=
            static_cast<float>(rgb.bytes[(y * rgb.width + x) * 3 + c]) / 255.0F / static_cast<float>(by * by);
      }
    }
  }
  return picture;
}

}  // namespace

ModelResult<ClipScore> judge_slot(const std::filesystem::path& models, const std::filesystem::path& slot,
                                  const std::string& prompt) {
  const auto manifest = read_manifest(models);
  if (!manifest) return manifest.error();
  const Profile* profile = find_profile(manifest->profile);
  if (!profile)
    return ModelError{.code = "MODEL_VERSION_MISMATCH", .message = "unknown profile " + manifest->profile};
  const auto bad = check_model_folder(models, *manifest);
  if (!bad.empty()) return bad.front();
  at::set_num_threads(1);
  const c10::InferenceMode inference;
  const ClipNetwork clip(torch::jit::load((models / "clip.pt").string()), at::kCPU);
  const auto text = clip.read(prompt);
  std::array<KeyframeLikeness, kKeyframes.size()> likeness;
  for (std::size_t i = 0; i < kKeyframes.size(); ++i) {
    char name[32];
    std::snprintf(name, sizeof name, "keyframe-%04d.png", kKeyframes[i]);
    const auto rgb = read_png(slot / name);
    if (!rgb) return rgb.error();
    likeness[i] = clip.compare(text, shrink(*rgb, profile->side), kKeyframes[i]);
  }
  return judge(likeness);
}

}  // namespace slots
