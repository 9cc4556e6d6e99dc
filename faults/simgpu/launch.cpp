#include "faults/simgpu/launch.hpp"

#include <ATen/ATen.h>
#include <torch/library.h>

#include <cstring>
#include <limits>

#include "faults/simgpu/device.hpp"
#include "faults/simgpu/stage.hpp"

namespace ordeal::simgpu {

at::Tensor on_host(const at::Tensor& tensor) {
  if (!tensor.defined() || tensor.is_cpu()) return tensor;
  const auto options = tensor.options().device(at::kCPU);
  if (tensor.numel() == 0)
    return at::empty_strided(tensor.sizes(), tensor.strides(), options);  // no bytes to share
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), options);
}

namespace {

using c10::IValue;
using torch::jit::Stack;

const c10::Device kDevice(c10::DeviceType::PrivateUse1, 0);

// A kernel's result comes to lie on the device: an allocation like any other, but no copy of the program's.
at::Tensor on_device(const at::Tensor& result) {
  if (!result.defined()) return result;
  at::Tensor placed = at::empty_strided(result.sizes(), result.strides(), result.options().device(kDevice));
  if (result.numel() == 0) return placed;
  if (result.is_non_overlapping_and_dense()) {
    std::memcpy(placed.data_ptr(), result.data_ptr(), result.nbytes());
  } else {
    on_host(placed).copy_(result);
  }
  return placed;
}

template <class Place>
c10::List<at::Tensor> each_of(const c10::List<at::Tensor>& tensors, Place place) {
  c10::List<at::Tensor> placed;
  for (const at::Tensor& tensor : tensors) placed.push_back(place(tensor));
  return placed;
}

IValue argument_on_host(const IValue& value) {
  if (value.isTensor()) return on_host(value.toTensor());
  if (value.isTensorList()) return each_of(value.toTensorList(), on_host);
  if (value.isDevice()) return c10::Device(at::kCPU);
  if (!value.isOptionalTensorList()) return value;
  c10::List<std::optional<at::Tensor>> placed;
  for (const std::optional<at::Tensor> tensor : value.toOptionalTensorList())
    placed.push_back(tensor ? std::optional(on_host(*tensor)) : tensor);
  return placed;
}

// The argument that a result is an alias of, by the schema's letter; null: none, the result is fresh.
const IValue* aliased(const c10::FunctionSchema& schema, const c10::AliasInfo& alias,
                      const std::vector<IValue>& in) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const c10::AliasInfo* each = schema.arguments()[i].alias_info();
    if (each && *each == alias && in[i].isTensor()) return &in[i];
  }
  return nullptr;
}

// `out` was written through its CPU view. When the kernel made that larger, the bytes lie elsewhere.
at::Tensor written(const at::Tensor& out, const at::Tensor& result) {
  const bool elsewhere = result.numel() > 0 && (out.numel() == 0 || out.data_ptr() != result.data_ptr());
  if (out.sizes() != result.sizes()) out.resize_(result.sizes());
  if (elsewhere) on_host(out).copy_(result);
  return out;
}

// A view of an argument's bytes: the same view of the argument itself.
at::Tensor viewed(const at::Tensor& base, const at::Tensor& result) {
  if (base.dtype() != result.dtype()) return on_device(result);
  return base.as_strided(result.sizes(), result.strides(), base.storage_offset() + result.storage_offset());
}

IValue result_on_device(const c10::FunctionSchema& schema, std::size_t index, const IValue& value,
                        const std::vector<IValue>& in) {
  if (value.isTensorList()) return each_of(value.toTensorList(), on_device);
  if (!value.isTensor() || !value.toTensor().defined()) return value;
  const c10::AliasInfo* alias = schema.returns()[index].alias_info();
  const IValue* base = alias ? aliased(schema, *alias, in) : nullptr;
  if (!base) return on_device(value.toTensor());
  return alias->isWrite() ? written(base->toTensor(), value.toTensor())
                          : viewed(base->toTensor(), value.toTensor());
}

// A GPU multiplies half-precision matrices with float sums; the CPU's own loop for them is up to nine times
// slower than the way through float. True: done.
bool multiply_halves(const c10::FunctionSchema& schema, Stack& stack, std::size_t first,
                     const std::vector<IValue>& in) {
  if (schema.name() != "aten::mm" || in[0].toTensor().scalar_type() != at::kHalf) return false;
  const at::Tensor product =
      at::mm(on_host(in[0].toTensor()).to(at::kFloat), on_host(in[1].toTensor()).to(at::kFloat))
          .to(at::kHalf);
  stack.resize(first);
  stack.emplace_back(in.size() == 3 ? written(in[2].toTensor(), product) : on_device(product));
  return true;
}

bool make_nan(const at::Tensor& result) {
  if (!result.defined() || !result.is_floating_point() || result.numel() == 0) return false;
  on_host(result).fill_(std::numeric_limits<double>::quiet_NaN());
  return true;
}

// What came of a kernel, the last `results` of the stack, where a rule wants it to be none.
void spoil(const ordeal_decision& decision, const Stack& stack, std::size_t results) {
  if (decision.action != ORDEAL_MAKE_NAN) return;
  bool done = false;
  for (std::size_t i = stack.size() - results; i < stack.size(); ++i)
    done |= stack[i].isTensor() && make_nan(stack[i].toTensor());
  if (done) ordeal_rule_done(&decision);
}

void compute(const c10::OperatorHandle& op, Stack* stack) {
  const c10::FunctionSchema& schema = op.schema();
  const std::size_t first = stack->size() - schema.arguments().size();
  const std::vector<IValue> in(stack->begin() + static_cast<std::ptrdiff_t>(first), stack->end());
  if (multiply_halves(schema, *stack, first, in)) return;
  for (std::size_t i = 0; i < in.size(); ++i) (*stack)[first + i] = argument_on_host(in[i]);
  // LibTorch's wrapper drops the arguments before it reads results that refer to them (several out
  // arguments): a second reference keeps them alive.
  const std::vector<IValue> hosted(stack->begin() + static_cast<std::ptrdiff_t>(first), stack->end());
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);

  const std::size_t results = schema.returns().size(), begin = stack->size() - results;
  for (std::size_t i = 0; i < results; ++i)
    (*stack)[begin + i] = result_on_device(schema, i, (*stack)[begin + i], in);
}

void launch(const c10::OperatorHandle& op, Stack* stack) {
  const c10::FunctionSchema& schema = op.schema();
  // What a rule does at a launch it does when that launch is due, not when it is queued.
  if (ordeal_rule_watches(ORDEAL_LAUNCH)) catch_up_here();
  const ordeal_decision decision = device().reach(ORDEAL_LAUNCH, schema.name().c_str(), 0);
  launch_here(std::chrono::nanoseconds(decision.delay_ns));
  if (decision.action == ORDEAL_PASS) ordeal_rule_done(&decision);
  compute(op, stack);
  spoil(decision, *stack, schema.returns().size());
}

// Operations with a kernel for all devices at once never reach a fallback: those that need a real kernel are
// named.
TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  for (const char* name : {"convolution", "_native_multi_head_attention"})
    library.impl(name, torch::CppFunction::makeFromBoxedFunction<&launch>());
}
TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&launch>());
}

}  // namespace
}  // namespace ordeal::simgpu
