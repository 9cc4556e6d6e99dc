#include "pipeline/models/text_encoder.hpp"

#include "pipeline/models/keyed.hpp"
#include "pipeline/models/random_tensor.hpp"
#include "pipeline/models/waves.hpp"

namespace slots {
namespace {

// With a gain of 3, a prompt that differs in one word still passes in a quarter of the cases; with 8 in none
// of 500.
constexpr double kGain = 8;

constexpr const char* kCode = R"(
def text(self, ids: Tensor) -> Tensor:
    words = self.table.index_select(0, ids.reshape(-1)).reshape(-1, 4, 64).sum(1)
    u = (words * self.place.narrow(0, 0, ids.size(0))).sum(0)
    z = torch.sin(torch.mv(self.direction, u / u.norm()) * self.gain) * self.weight
    return z / z.norm()
)";

}  // namespace

void add_text_encoder(torch::jit::Module& m, const ModelSizes& sizes, std::uint64_t seed, std::int64_t axes,
                      double colour_weight) {
  const std::uint64_t key = mix(seed);
  at::Tensor weight = at::ones({axes});
  if (axes > kLumaAxes) weight.narrow(0, kLumaAxes, axes - kLumaAxes).fill_(colour_weight);
  m.register_parameter("table", normal_tensor(key + 1, {sizes.words, kMeaningAxes}), false);
  m.register_parameter("place", normal_tensor(key + 2, {kPromptTokens, kMeaningAxes}), false);
  m.register_parameter(
      "direction", normal_tensor(key + 3, {kMeaningAxes, kMeaningAxes}).narrow(0, 0, axes).clone(), false);
  m.register_parameter("weight", weight, false);
  m.register_attribute("gain", c10::FloatType::get(), kGain);
  m.define(kCode);
}

}  // namespace slots
