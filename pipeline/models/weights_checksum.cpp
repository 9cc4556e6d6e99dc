#include "pipeline/models/weights_checksum.hpp"

#include <cstring>

namespace slots {

std::uint64_t checksum_of(const at::Tensor& t) {
  constexpr std::int64_t kWord = sizeof(std::int64_t);
  const at::Tensor bytes = t.contiguous().reshape(-1).view(at::kByte);
  const std::int64_t whole = bytes.numel() / kWord * kWord, rest = bytes.numel() - whole;
  std::uint64_t sum = 0;
  if (whole > 0)
    sum = static_cast<std::uint64_t>(bytes.narrow(0, 0, whole).view(at::kLong).sum().item<std::int64_t>());
  if (rest > 0) {
    std::uint64_t last = 0;
    const at::Tensor tail = bytes.narrow(0, whole, rest).cpu();
    std::memcpy(&last, tail.data_ptr(), static_cast<std::size_t>(rest));
    sum += last;
  }
  return sum;
}

std::uint64_t weights_checksum(const torch::jit::Module& m) {
  std::uint64_t sum = 0;
  for (const at::Tensor& t : m.parameters()) sum += checksum_of(t);
  for (const at::Tensor& t : m.buffers()) sum += checksum_of(t);
  return sum;
}

}  // namespace slots
