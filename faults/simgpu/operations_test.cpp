// Every kind of operation that the models use gives on the device what it gives on the CPU.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <functional>

#include "faults/simgpu/loaded_device.hpp"

namespace ordeal::simgpu {
namespace {

using Place = std::function<at::Tensor(const at::Tensor&)>;  // to the CPU or to the device

struct Operation {
  const char* name;
  std::function<at::Tensor(const Place&)> run;
};

at::Tensor drawn(at::IntArrayRef size) {
  at::Generator generator = at::detail::createCPUGenerator(7);
  return at::randn(size, generator);
}

const at::Tensor& image() {
  static const at::Tensor tensor = drawn({2, 3, 8, 8});
  return tensor;
}
const at::Tensor& tokens() {
  static const at::Tensor tensor = drawn({2, 6, 8});
  return tensor;
}
const at::Tensor& heads() {
  static const at::Tensor tensor = drawn({2, 2, 6, 8});
  return tensor;
}
const at::Tensor& weight() {
  static const at::Tensor tensor = drawn({5, 8});
  return tensor;
}

const Operation kOperations[] = {
    {"conv2d",
     [](auto& to) { return at::conv2d(to(image()), to(drawn({4, 3, 3, 3})), to(drawn({4})), 1, 1); }},
    {"conv_transpose2d",
     [](auto& to) { return at::conv_transpose2d(to(image()), to(at::full({3, 4, 3, 3}, .1))); }},
    {"linear", [](auto& to) { return at::linear(to(tokens()), to(weight()), to(drawn({5}))); }},
    {"linear_of_matrix",
     [](auto& to) { return at::linear(to(drawn({6, 8})), to(weight()), to(drawn({5}))); }},
    {"attention",
     [](auto& to) { return at::scaled_dot_product_attention(to(heads()), to(heads()), to(heads())); }},
    {"causal_attention",
     [](auto& to) {
       return at::scaled_dot_product_attention(to(heads()), to(heads()), to(heads()), {}, 0., true);
     }},
    {"layer_norm",
     [](auto& to) { return at::layer_norm(to(tokens()), {8}, to(drawn({8})), to(drawn({8}))); }},
    {"group_norm", [](auto& to) { return at::group_norm(to(heads()), 2); }},
    {"batch_norm",
     [](auto& to) {
       const at::Tensor ones = to(at::ones({3}));
       return at::batch_norm(to(image()), ones, ones, ones, ones, false, .1, 1e-5, false);
     }},
    {"matmul", [](auto& to) { return at::matmul(to(drawn({6, 8})), to(drawn({8, 6}))); }},
    {"batched_matmul", [](auto& to) { return at::matmul(to(tokens()), to(tokens()).transpose(1, 2)); }},
    {"half_matmul",
     [](auto& to) {
       const at::Tensor product = at::mm(to(drawn({6, 8}).to(at::kHalf)), to(drawn({8, 6}).to(at::kHalf)));
       return product.to(at::kFloat);
     }},
    {"half_matmul_out",
     [](auto& to) {
       at::Tensor product = to(at::empty({0}, at::kHalf));
       at::mm_out(product, to(drawn({6, 8}).to(at::kHalf)), to(drawn({8, 6}).to(at::kHalf)));
       return product.to(at::kFloat);
     }},
    {"softmax", [](auto& to) { return at::softmax(to(tokens()), -1); }},
    {"bilinear",
     [](auto& to) {
       return at::upsample_bilinear2d(to(image()), at::OptionalIntArrayRef({16, 16}), false, std::nullopt);
     }},
    {"nearest",
     [](auto& to) {
       return at::upsample_nearest2d(to(image()), at::OptionalIntArrayRef({16, 16}), std::nullopt);
     }},
    {"gelu", [](auto& to) { return at::gelu(to(tokens())); }},
    {"silu", [](auto& to) { return at::silu(to(tokens())); }},
    {"embedding", [](auto& to) { return at::embedding(to(weight()), to(at::tensor({1, 3, 0}, at::kLong))); }},
    {"max_pool2d", [](auto& to) { return at::max_pool2d(to(image()), 2); }},
    {"einsum", [](auto& to) { return at::einsum("bnd,bmd->bnm", {to(tokens()), to(tokens())}); }},
    {"channels_last", [](auto& to) { return to(image()).contiguous(at::MemoryFormat::ChannelsLast); }},
    {"to_half_and_back", [](auto& to) { return to(tokens()).to(at::kHalf).to(at::kFloat); }},
    {"in_place_and_slices",
     [](auto& to) {
       at::Tensor tensor = to(tokens().clone());
       tensor.add_(1).slice(1, 1, 3).zero_();
       tensor.select(0, 1).mul_(2);
       return tensor;
     }},
    {"pad", [](auto& to) { return at::constant_pad_nd(to(tokens()), {1, 1}); }},
    {"topk", [](auto& to) { return std::get<0>(at::topk(to(tokens()), 2)); }},
    {"cat_and_stack",
     [](auto& to) { return at::cat({at::stack({to(image()), to(image())}), to(image()).unsqueeze(0)}); }},
    {"index", [](auto& to) { return to(weight()).index({to(at::tensor({2, 0}, at::kLong))}); }},
    {"where", [](auto& to) { return at::where(to(image()) > 0, to(image()), at::zeros_like(to(image()))); }},
    {"sum_and_item",
     [](auto& to) { return to(at::scalar_tensor(to(image()).sum().template item<float>())); }},
    {"out_of_another_size",
     [](auto& to) {
       at::Tensor out = to(at::empty({0}));
       at::add_out(out, to(image()), to(image()));
       return out;
     }},
    {"unfold_is_a_view",
     [](auto& to) {
       at::Tensor tensor = to(tokens().clone());
       tensor.unfold(2, 2, 2).select(3, 0).zero_();
       return tensor;
     }},
    {"empty_tensors", [](auto& to) { return at::relu(to(at::empty({0, 4}))); }},
};

class SimGpuOperations : public LoadedDevice {};

// One test for all: each would start LibTorch anew.
TEST_F(SimGpuOperations, AgreeWithTheCpu) {
  for (const Operation& operation : kOperations) {
    for (const bool gradients : {false, true}) {
      SCOPED_TRACE(operation.name);
      const c10::AutoGradMode mode(gradients);
      const at::Tensor expected = operation.run([](const at::Tensor& tensor) { return tensor; });
      const at::Tensor seen = operation.run([&](const at::Tensor& tensor) { return to_device(tensor); });
      EXPECT_EQ(seen.device(), where);
      EXPECT_EQ(seen.sizes(), expected.sizes());
      EXPECT_TRUE(at::allclose(seen.cpu(), expected, 1e-4, 1e-4)) << seen.cpu() << expected;
    }
    EXPECT_EQ(used(), 0u) << operation.name;
  }
}

class SimGpuMemory : public LoadedDevice {};

TEST_F(SimGpuMemory, IsCountedToTheByteAndComesBack) {
  {
    const at::Tensor tensor = to_device(at::zeros({3, 5}));
    EXPECT_EQ(used(), 60u);
    const at::Tensor view = tensor.slice(0, 1, 3).transpose(0, 1);
    EXPECT_EQ(used(), 60u);
    const at::Tensor copy = view.contiguous();
    EXPECT_EQ(used(), 100u);
    EXPECT_EQ(read_card(card_path).value().used, 100u);
  }
  EXPECT_EQ(used(), 0u);
  EXPECT_EQ(device->memory().peak_here, 100u);
  device->reset_peak();
  EXPECT_EQ(device->memory().peak_here, 0u);
}

TEST_F(SimGpuMemory, BeyondTheCapacityIsRefusedWithAllNumbers) {
  const at::Tensor most = at::empty({900'000}, where);
  EXPECT_EQ(thrown_by([&] { at::empty({200'000}, where); }), Thrown::out_of_memory);
  const slots::DeviceError error = device->take_error();
  EXPECT_EQ(error.fault, slots::DeviceFault::out_of_memory);
  EXPECT_EQ(error.required, 800'000u);
  EXPECT_EQ(error.available, 400'000u);
  EXPECT_EQ(error.capacity, 4'000'000u);
  EXPECT_EQ(error.message,
            "SimGPU out of memory: tried to allocate 800000 bytes, 400000 of 4000000 bytes are free");
  EXPECT_EQ(device->take_error().fault, slots::DeviceFault::none);
  EXPECT_EQ(at::empty({100'000}, where).nbytes(), 400'000u);  // what is free is free
}

}  // namespace
}  // namespace ordeal::simgpu
