#include "pipeline/models/clip_model.hpp"

#include "pipeline/models/text_encoder.hpp"
#include "pipeline/models/wave_frame.hpp"

namespace slots {
namespace {

constexpr const char* kTowerCode = R"(
def image(self, x: Tensor, t: Tensor) -> Tensor:
    c = torch.mm(x, self.waves).reshape(x.size(0), self.copies, -1).mean(1)
    angle = t.unsqueeze(1) * self.speed
    c = c * torch.cos(angle) - (c.index_select(1, self.partner) * self.sign) * torch.sin(angle)
    c = c * self.gains
    return c / c.norm(2, [1], True)
def likeness(self, words: Tensor, x: Tensor, t: Tensor) -> Tensor:
    return torch.mv(self.image(x, t), words)
def forward(self, ids: Tensor, x: Tensor, t: Tensor) -> Tensor:
    return self.likeness(self.text(ids), x, t)
)";

constexpr const char* kCode = R"(
def read(self, ids: Tensor) -> Tuple[Tensor, Tensor]:
    return self.b.text(ids), self.l.text(ids)
def likeness(self, b: Tensor, l: Tensor, x: Tensor, t: Tensor) -> Tensor:
    return torch.stack([self.b.likeness(b, x, t), self.l.likeness(l, x, t)])
def forward(self, ids: Tensor, x: Tensor, t: Tensor) -> Tensor:
    b, l = self.read(ids)
    return self.likeness(b, l, x, t)
)";

// `copies` repeats the waves: a larger model whose answer is the mean of all copies.
torch::jit::Module tower(const char* name, const Profile& p, const ModelSizes& sizes, std::uint64_t seed,
                         std::int64_t axes, std::int64_t copies, double colour_weight) {
  torch::jit::Module m(name);
  add_text_encoder(m, sizes, seed, axes, colour_weight);
  const std::vector<Wave> all = waves(p.side, sizes.image_waves);
  const std::vector<std::size_t> meaning = meaning_waves(all);
  at::Tensor table = at::empty({copies * axes, p.pixels()}), partner = at::arange(axes);
  at::Tensor turn = at::zeros({axes}), sign = at::zeros({axes}), gains = at::zeros({axes});
  for (std::int64_t axis = 0; axis < axes; ++axis) {
    const Wave& w = all[meaning[axis]];
    for (std::int64_t copy = 0; copy < copies; ++copy)
      draw(w, p.side, 1, table.data_ptr<float>() + (copy * axes + axis) * p.pixels());
    turn[axis] = speed(w);
    sign[axis] = w.sine ? 1.0 : -1.0;
    partner[axis] = axis + (w.sine ? -1 : 1);
    gains[axis] = (axis < kLumaAxes ? 1 : colour_weight) / amplitude(w);
  }
  m.register_parameter("waves", table.t().contiguous(), false);
  m.register_parameter("speed", turn, false);
  m.register_parameter("sign", sign, false);
  m.register_parameter("gains", gains, false);
  m.register_buffer("partner", partner);
  m.register_attribute("copies", c10::IntType::get(), copies);
  m.define(kTowerCode);
  return m;
}

}  // namespace

torch::jit::Module clip_model(const Profile& p, const ModelSizes& sizes, std::uint64_t seed) {
  torch::jit::Module m("Clip");
  m.register_module("b", tower("ClipB", p, sizes, seed, kLumaAxes, 1, 1));
  m.register_module("l", tower("ClipL", p, sizes, seed, kMeaningAxes, sizes.l_copies, kColourWeight));
  m.define(kCode);
  return m;
}

}  // namespace slots
