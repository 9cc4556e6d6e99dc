#include "pipeline/models/image_model.hpp"

#include <cmath>

#include "pipeline/models/keyed.hpp"
#include "pipeline/models/random_tensor.hpp"
#include "pipeline/models/text_encoder.hpp"
#include "pipeline/models/wave_frame.hpp"

namespace slots {
namespace {

// target: the meaning as waves, and agate rings, sin(rings · luma), only where no meaning lies. Then the
// whole picture is scaled to a peak of 0.46 around grey: clamping it instead would bend what the towers read.
constexpr const char* kCode = R"(
def target(self, ids: Tensor) -> Tensor:
    h = torch.mv(self.paint, self.text(ids))
    luma = torch.mv(self.together, h).reshape(-1, 3).sum(1, True)
    rings = (torch.sin(luma * self.rings) * 0.13).expand(-1, 3).reshape(-1)
    h = h + torch.mv(self.apart, rings) * self.meaningless
    return h * (0.46 / torch.mv(self.together, h).abs().max()) + self.grey
def noise(self, seed: Tensor) -> Tensor:
    return torch.mv(self.together, seed)
def step(self, x: Tensor, target: Tensor) -> Tensor:
    return x + torch.mv(self.together, target - torch.mv(self.apart, x)) * 0.9
def forward(self, ids: Tensor, seed: Tensor) -> Tensor:
    target = self.target(ids)
    x = self.noise(seed)
    for i in range(4):
        x = self.step(x, target)
    return x
)";

// [rows, axes]: how strongly each axis of meaning speaks in each row. Each picture has the same energy.
at::Tensor paint(const WaveFrame& f, double pixels) {
  const auto rows = static_cast<std::int64_t>(f.share.size());
  const std::vector<std::size_t> meaning = meaning_waves(f.waves);
  double energy = 0;
  for (const std::size_t i : meaning) energy += amplitude(f.waves[i]) * amplitude(f.waves[i]);
  const double strength = 0.17 * std::sqrt(pixels) / std::sqrt(energy / kMeaningAxes);
  at::Tensor t = at::zeros({rows, kMeaningAxes});
  for (std::int64_t axis = 0; axis < kMeaningAxes; ++axis) {
    const std::size_t i = meaning[axis];
    for (auto r = static_cast<std::int64_t>(i); r < rows; r += static_cast<std::int64_t>(f.waves.size()))
      t[r][axis] = strength * amplitude(f.waves[i]) * f.share[r];
  }
  return t;
}

// The mood: the meaning also tints the whole picture, by waves that the towers do not read.
void add_tint(at::Tensor& paint, const WaveFrame& f, double pixels, std::uint64_t key) {
  constexpr double kTint[3] = {0, 0.16, 0.06};
  const at::Tensor moods = normal_tensor(key, {3, kMeaningAxes});
  for (std::int64_t r = 0; r < paint.size(0); ++r) {
    const int colour = static_cast<int>(f.wave(r).colour);
    if (f.wave(r).constant()) paint[r] += moods[colour] * (kTint[colour] * std::sqrt(pixels) * f.share[r]);
  }
}

at::Tensor grey(const WaveFrame& f, double pixels) {  // 0.5 everywhere
  at::Tensor t = at::zeros({static_cast<std::int64_t>(f.share.size())});
  for (std::int64_t r = 0; r < t.size(0); ++r)
    if (f.wave(r).constant() && f.wave(r).colour == Colour::luma) t[r] = 0.5 * std::sqrt(pixels) * f.share[r];
  return t;
}

}  // namespace

torch::jit::Module image_model(const Profile& p, const ModelSizes& sizes, std::uint64_t seed) {
  torch::jit::Module m("Image");
  add_text_encoder(m, sizes, seed, kMeaningAxes);
  const WaveFrame f = wave_frame(p.side, sizes.image_waves);
  at::Tensor painting = paint(f, p.pixels());
  add_tint(painting, f, p.pixels(), mix(seed) + 9);
  m.register_parameter("apart", f.rows, false);
  m.register_parameter("together", f.rows.t().contiguous(), false);
  m.register_parameter("paint", painting, false);
  m.register_parameter("grey", grey(f, p.pixels()), false);
  m.register_parameter("meaningless", f.meaningless, false);
  m.register_attribute("rings", c10::FloatType::get(), p.side < 40 ? 6.0 : 9.0);
  m.define(kCode);
  return m;
}

}  // namespace slots
