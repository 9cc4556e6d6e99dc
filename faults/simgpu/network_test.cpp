// A small TorchScript network, built in C++, saved and loaded onto the device; and what becomes of it when
// any of its allocations fails.
#include <c10/util/Flags.h>
#include <torch/script.h>

#include <sstream>

#include "faults/simgpu/loaded_device.hpp"

C10_DECLARE_bool(torch_jit_enable_rethrow_caught_exception);

namespace ordeal::simgpu {
namespace {

constexpr const char* kCode = R"(
def attend(self, x: Tensor) -> Tensor:
    b, n, d = x.shape
    q = torch.linear(x, self.wq, self.bq).reshape(b, n, 2, d // 2).permute(0, 2, 1, 3)
    a = torch.scaled_dot_product_attention(q, q, q)
    return torch.layer_norm(a.permute(0, 2, 1, 3).reshape(b, n, d) + x, [d], self.g, self.be)
def forward(self, img: Tensor) -> Tensor:
    y = torch.relu(torch.conv2d(img, self.wc, self.bc, [1, 1], [1, 1]))
    y = torch.upsample_bilinear2d(y, [8, 8], False, None)
    t = self.attend(y.flatten(2).transpose(1, 2))
    s = torch.softmax(torch.matmul(t, t.transpose(1, 2)), -1)
    p = torch.max_pool2d(y, [2, 2])
    return torch.cat([torch.matmul(s, t).mean(1), p.flatten(1)], 1)
)";

class SimGpuNetwork : public LoadedDevice {
 protected:
  SimGpuNetwork() {
    // Or TorchScript turns an out-of-memory error into a plain std::runtime_error.
    FLAGS_torch_jit_enable_rethrow_caught_exception = true;
    torch::manual_seed(7);
    torch::jit::Module made("Net");
    const auto parameter = [&](const char* name, at::IntArrayRef size) {
      made.register_parameter(name, at::randn(size) * 0.2, false);
    };
    parameter("wc", {16, 3, 3, 3});
    parameter("bc", {16});
    parameter("wq", {16, 16});
    parameter("bq", {16});
    parameter("g", {16});
    parameter("be", {16});
    made.define(kCode);
    made.eval();
    image_ = at::randn({2, 3, 4, 4});
    expected_ = made.forward({image_}).toTensor();
    std::stringstream file;
    made.save(file);
    network_ = torch::jit::load(file, where);
    input_ = to_device(image_);
  }

  at::Tensor run() { return network_.forward({input_}).toTensor(); }
  bool right(const at::Tensor& result) { return at::allclose(result.cpu(), expected_, 1e-4, 1e-4); }

  c10::InferenceMode no_gradients_;
  torch::jit::Module network_;
  at::Tensor image_, input_, expected_;
};

TEST_F(SimGpuNetwork, GivesOnTheDeviceWhatItGivesOnTheCpu) {
  const at::Tensor result = run();
  EXPECT_EQ(result.device(), where);
  EXPECT_TRUE(right(result));
}

TEST_F(SimGpuNetwork, EachFailedAllocationIsOneCleanErrorAndLeavesNothing) {
  for (int warm = 0; warm < 3; ++warm) run();
  const std::uint64_t level = used();
  const rule::Site allocation{.role = "worker 1", .operation = ORDEAL_ALLOC};
  std::uint64_t allocations = 0;
  {
    const rule::Guard count = arm({allocation, rule::nth(1'000'000), rule::fail(2)});
    run();
    allocations = count.hits();
  }
  ASSERT_GT(allocations, 10u);
  for (std::uint64_t n = 1; n <= allocations; ++n) {
    {
      const rule::Guard guard = arm({allocation, rule::nth(n), rule::fail(2)});
      ASSERT_EQ(thrown_by([&] { run(); }), Thrown::out_of_memory) << "allocation " << n;
      ASSERT_EQ(guard.fired(), 1u);
    }
    ASSERT_EQ(device->take_error().fault, slots::DeviceFault::out_of_memory);
    ASSERT_EQ(used(), level) << "allocation " << n;
    ASSERT_TRUE(right(run())) << "allocation " << n;
  }
  std::printf("%llu allocations, each failed once\n", static_cast<unsigned long long>(allocations));
}

TEST_F(SimGpuNetwork, ACancelComesThroughTorchScriptAndLeavesNothing) {
  for (int warm = 0; warm < 3; ++warm) run();
  const std::uint64_t level = used();
  device->begin("image", {});
  device->cancel("image");
  EXPECT_EQ(thrown_by([&] { run(); }), Thrown::cancelled);
  device->end();
  EXPECT_EQ(used(), level);
  EXPECT_TRUE(right(run()));
}

TEST_F(SimGpuNetwork, LaunchesAreCountedForEachStage) {
  device->begin("image", {});
  EXPECT_EQ(device->counts().launches, 0u);
  run();
  const std::uint64_t once = device->counts().launches;
  EXPECT_GT(once, 5u);
  device->end();
  device->begin("video", {});
  run();
  run();
  EXPECT_EQ(device->counts().launches, 2 * once);
  device->end();
}

}  // namespace
}  // namespace ordeal::simgpu
