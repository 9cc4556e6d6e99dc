#include "pipeline/models/audio_model.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "pipeline/models/keyed.hpp"
#include "pipeline/models/random_tensor.hpp"

namespace slots {
namespace {

// plan: for each word its end and length in frames (all words together fill the 1,080 frames), its number of
// syllables, and its sound. control: where a frame lies in its syllable gives the envelope, the pitch falls
// within a word, and only multiples of the pitch sound, most of all near the two formants.
constexpr const char* kCode = R"(
def plan(self, ids: Tensor) -> Tensor:
    sound = self.table.index_select(0, ids.reshape(-1)).reshape(-1, 4, 8).sum(1) * 0.5
    end = torch.cumsum(torch.sigmoid(sound.select(1, 0)) + 0.5, 0)
    end = end * (1080.0 / end[-1])
    length = end - torch.cat([torch.zeros_like(end[:1]), end[:-1]])
    syllables = torch.round(length / 6.0).clamp(min=1.0)
    return torch.cat([torch.stack([end, length, syllables], 1), sound], 1)
def control(self, plan: Tensor, t: Tensor) -> Tensor:
    which = torch.searchsorted(plan.select(1, 0).contiguous(), t, right=True).clamp(max=plan.size(0) - 1)
    word = plan.index_select(0, which)
    place = (1.0 - (word.narrow(1, 0, 1) - t.unsqueeze(1)) / word.narrow(1, 1, 1)).clamp(0.0, 1.0)
    syllable = place * word.narrow(1, 2, 1)
    envelope = torch.sin(3.14159265 * (syllable - torch.floor(syllable)))
    pitch = torch.round(torch.sigmoid(word.narrow(1, 4, 1)) * 5.0 - place * 1.2 + 4.0) * 24.0
    low = 300.0 + 500.0 * torch.sigmoid(word.narrow(1, 5, 1) + word.narrow(1, 6, 1) * place)
    high = 900.0 + 1300.0 * torch.sigmoid(word.narrow(1, 7, 1) + word.narrow(1, 8, 1) * place)
    harmonic = self.tones / pitch
    sounding = (torch.abs(harmonic - torch.round(harmonic)) < 0.01).to(6) / torch.sqrt(harmonic.clamp(min=1.0))
    near_low = torch.exp(-torch.square((self.tones - low) / 110.0))
    near_high = torch.exp(-torch.square((self.tones - high) / 160.0))
    strength = sounding * (near_low + 0.6 * near_high + 0.03)
    return strength * (envelope * 0.30 / torch.sqrt(torch.square(strength).sum(1, True)))
def envelope(self, control: Tensor) -> Tensor:
    return torch.sqrt(torch.square(control).sum(1)) * 3.3
def chunk(self, control: Tensor, ramp: Tensor, voice: int) -> Tensor:
    frames = torch.mm(control, self.voices.select(0, voice))
    n = control.size(0) - 1
    return torch.lerp(frames.narrow(0, 0, n), frames.narrow(0, 1, n), ramp).reshape(-1)
def forward(self, plan: Tensor, t: Tensor, ramp: Tensor) -> Tensor:
    return self.chunk(self.control(plan, t), ramp, 0)
)";

// [voices, tones, samples of one frame]: every voice has phases of its own.
at::Tensor voices(std::int64_t count, std::uint64_t key) {
  std::array<double, kSamplesPerFrame> sine{};
  for (int i = 0; i < kSamplesPerFrame; ++i) sine[i] = std::sin(2 * std::numbers::pi * i / kSamplesPerFrame);
  at::Tensor table = at::empty({count, kTones, kSamplesPerFrame});
  float* out = table.data_ptr<float>();
  for (std::int64_t voice = 0; voice < count; ++voice) {
    for (std::int64_t tone = 1; tone <= kTones; ++tone) {
      const auto phase = static_cast<int>(kSamplesPerFrame * keyed_uniform(key, voice * 128 + tone));
      for (int i = 0; i < kSamplesPerFrame; ++i)
        *out++ = static_cast<float>(sine[(tone * i + phase) % kSamplesPerFrame]);
    }
  }
  return table;
}

}  // namespace

torch::jit::Module audio_model(const ModelSizes& sizes, std::uint64_t seed) {
  torch::jit::Module m("Audio");
  m.register_parameter("table", normal_tensor(mix(seed) + 21, {sizes.sounds, kSoundAxes}), false);
  m.register_parameter("voices", voices(sizes.voices, mix(seed) + 34), false);
  m.register_parameter("tones", at::arange(1, kTones + 1, at::kFloat) * kFrameRate, false);
  m.define(kCode);
  return m;
}

}  // namespace slots
