#include "pipeline/models/video_model.hpp"

#include <cmath>

#include "pipeline/models/wave_frame.hpp"

namespace slots {
namespace {

// A few frames at a time, since the intermediate results in float32 would not fit beside the models; and no
// more waves at once than leave room for the frames that they become.
constexpr std::int64_t kBatch = 4, kAtOnce = 24;

// (dtype 5 is float16, 6 float32: inside define() torch.half is an error.) [waves, pixels] transposed at the
// product is 9 times as fast on a CPU as [pixels, waves].
constexpr const char* kCode = R"(
def begin(self, picture: Tensor) -> Tensor:
    return torch.mv(self.apart, picture.to(5)).to(6)
def turned(self, c: Tensor, t: Tensor, loudness: Tensor) -> Tensor:
    loud = loudness.unsqueeze(1)
    angle = (loud * self.wobble).add_(t.unsqueeze(1)).mul_(self.speed)
    h = torch.sin(angle).mul_(c.index_select(0, self.partner) * self.sign)
    h.addcmul_(c.expand_as(angle), angle.cos_())
    h.mul_(((loud * 0.35 - 0.12) * self.changing).add_(1.0)).add_(loud * self.brighter)
    return h
def part(self, c: Tensor, t: Tensor, loudness: Tensor) -> Tensor:
    h = torch.empty([t.size(0), self.together.size(1)], dtype=5, device=c.device)
    for i in range(0, t.size(0), self.batch):
        n = min(self.batch, t.size(0) - i)
        h.narrow(0, i, n).copy_(self.turned(c, t.narrow(0, i, n), loudness.narrow(0, i, n)))
    return torch.mm(h, self.together.t()).clamp_(0.0, 1.0)
def chunk(self, c: Tensor, t: Tensor, loudness: Tensor) -> Tensor:
    parts: List[Tensor] = []
    for i in range(0, t.size(0), self.at_once):
        n = min(self.at_once, t.size(0) - i)
        parts.append(self.part(c, t.narrow(0, i, n), loudness.narrow(0, i, n)))
    return torch.cat(parts)
def forward(self, picture: Tensor, t: Tensor, loudness: Tensor) -> Tensor:
    return self.chunk(self.begin(picture), t, loudness)
)";

constexpr double kWobble = 40;      // frames by which full loudness pushes the meaningless waves ahead
constexpr double kBrighter = 0.10;  // by which full loudness brightens the picture

}  // namespace

torch::jit::Module video_model(const Profile& p, const ModelSizes& sizes) {
  torch::jit::Module m("Video");
  const WaveFrame f = wave_frame(p.side, sizes.video_waves);
  at::Tensor brighter = at::zeros({sizes.video_waves}), changing = at::ones({sizes.video_waves});
  for (std::int64_t r = 0; r < sizes.video_waves; ++r) {
    if (!f.wave(r).constant()) continue;
    changing[r] = 0;
    if (f.wave(r).colour == Colour::luma)
      brighter[r] = kBrighter * std::sqrt(double(p.pixels())) * f.share[r];
  }
  m.register_parameter("apart", f.rows.to(at::kHalf), false);
  m.register_parameter("together", f.rows.t().contiguous().to(at::kHalf), false);
  m.register_parameter("speed", f.speed, false);
  m.register_parameter("sign", f.sign, false);
  m.register_parameter("wobble", f.meaningless * kWobble, false);
  m.register_parameter("brighter", brighter, false);
  m.register_parameter("changing", changing, false);
  m.register_buffer("partner", f.partner);
  m.register_attribute("batch", c10::IntType::get(), kBatch);
  m.register_attribute("at_once", c10::IntType::get(), kAtOnce);
  m.define(kCode);
  return m;
}

}  // namespace slots
