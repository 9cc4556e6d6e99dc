// LibTorch's own CUDA allocator, which most GPU programs have under them: takes three blocks of 4 MiB, gives
// the first two back to its cache, takes one of 64 MiB, and says what came of it.
#include <c10/cuda/CUDACachingAllocator.h>

#include <cstdio>

namespace {

namespace allocator = c10::cuda::CUDACachingAllocator;

void* take(std::size_t bytes) {
  try {
    void* memory = allocator::raw_alloc(bytes);
    std::printf("taken ");
    return memory;
  } catch (const c10::OutOfMemoryError&) {
    std::printf("out-of-memory ");
  } catch (const c10::Error&) {
    std::printf("failed ");
  }
  return nullptr;
}

}  // namespace

int main() {
  constexpr std::size_t kBlock = std::size_t{4} << 20, kLarge = std::size_t{64} << 20;
  allocator::init(1);
  void *first = take(kBlock), *second = take(kBlock);
  take(kBlock);
  if (first) allocator::raw_delete(first);
  if (second) allocator::raw_delete(second);
  take(kLarge);
  std::printf("\n");
  std::fflush(stdout);
  std::_Exit(0);  // what its destructors ask of a device is not what is tried here
}
