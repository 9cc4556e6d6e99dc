#include "pipeline/models/random_tensor.hpp"

#include "pipeline/models/keyed.hpp"

namespace slots {

at::Tensor normal_tensor(std::uint64_t key, at::IntArrayRef shape) {
  at::Tensor t = at::empty(shape);
  float* out = t.data_ptr<float>();
  for (std::int64_t i = 0; i < t.numel(); ++i) out[i] = static_cast<float>(keyed_normal(key, i));
  return t;
}

}  // namespace slots
