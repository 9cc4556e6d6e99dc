// The operations LibTorch wants from a device itself: memory, views and copies. Everything else is a kernel
// and comes through launch.cpp.
#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/ops/_local_scalar_dense_native.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_cpu_dispatch.h>
#include <ATen/ops/resize_native.h>
#include <ATen/ops/set_cpu_dispatch.h>
#include <ATen/ops/set_native.h>
#include <ATen/ops/view_native.h>
#include <torch/library.h>

#include "faults/simgpu/allocator.hpp"
#include "faults/simgpu/device.hpp"
#include "faults/simgpu/launch.hpp"
#include "faults/simgpu/stage.hpp"

namespace ordeal::simgpu {
namespace {

constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

at::Tensor empty(c10::IntArrayRef size, std::optional<c10::ScalarType> type, std::optional<c10::Layout>,
                 std::optional<c10::Device>, std::optional<bool>, std::optional<c10::MemoryFormat> format) {
  return at::detail::empty_generic(size, &allocator(), kKeys, c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<c10::ScalarType> type,
                         std::optional<c10::Layout>, std::optional<c10::Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &allocator(), kKeys, c10::dtype_or_default(type));
}

at::Tensor as_strided(const at::Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride,
                      std::optional<int64_t> offset) {
  return at::cpu::as_strided(self, size, stride, offset);
}

const at::Tensor& resize(const at::Tensor& self, c10::IntArrayRef size,
                         std::optional<at::MemoryFormat> format) {
  return at::native::resize_(self, size, format);
}

at::Tensor reshape_alias(const at::Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride) {
  return at::native::_reshape_alias(self, size, stride);
}

at::Tensor view(const at::Tensor& self, c10::IntArrayRef size) {
  return at::native::view(self, size);
}

at::Tensor& set_tensor(at::Tensor& self, const at::Tensor& source) {
  return at::native::set_tensor_(self, source);
}

at::Tensor& set_storage(at::Tensor& self, at::Storage source) {
  return at::native::set_(self, source);
}

at::Tensor& set_storage_offset(at::Tensor& self, at::Storage source, int64_t offset, c10::IntArrayRef size,
                               c10::IntArrayRef stride) {
  return at::cpu::set_(self, source, offset, size, stride);
}

// False: the tensor has no such byte, and nothing was changed.
bool flip_byte(const at::Tensor& tensor, std::uint64_t at) {
  if (at >= tensor.nbytes()) return false;
  static_cast<unsigned char*>(tensor.data_ptr())[at] ^= 0xff;
  return true;
}

// To, from and on the device.
at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool non_blocking) {
  if (to.numel() == 0) return to;
  const ordeal_decision decision = device().reach(ORDEAL_COPY, nullptr, to.nbytes());
  wait_here(std::chrono::nanoseconds(decision.delay_ns));
  if (to.is_cpu()) catch_up_here();  // the host gets what is there once everything before is done
  if (decision.action == ORDEAL_DROP) {
    ordeal_rule_done(&decision);
    return to;
  }
  const at::Tensor seen = on_host(to);
  seen.copy_(on_host(from), non_blocking);
  if (decision.action != ORDEAL_CORRUPT || flip_byte(seen, decision.amount)) ordeal_rule_done(&decision);
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor& from, const at::Tensor& to) {
  if (to.sizes() != from.sizes()) to.resize_(from.sizes());
  return copy_from(from, to, false);
}

at::Scalar local_scalar_dense(const at::Tensor& self) {
  const ordeal_decision decision = device().reach(ORDEAL_COPY, nullptr, self.nbytes());
  wait_here(std::chrono::nanoseconds(decision.delay_ns));
  catch_up_here();
  at::Tensor seen = on_host(self);
  bool done = decision.action != ORDEAL_DROP;  // a value has to come back: this copy cannot be dropped
  if (decision.action == ORDEAL_CORRUPT) {
    seen = seen.clone();
    done = flip_byte(seen, decision.amount);
  }
  if (done) ordeal_rule_done(&decision);
  return at::native::_local_scalar_dense_cpu(seen);
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", TORCH_FN(empty));
  library.impl("empty_strided", TORCH_FN(empty_strided));
  library.impl("as_strided", TORCH_FN(as_strided));
  library.impl("resize_", TORCH_FN(resize));
  library.impl("_reshape_alias", TORCH_FN(reshape_alias));
  library.impl("view", TORCH_FN(view));
  library.impl("set_.source_Tensor", TORCH_FN(set_tensor));
  library.impl("set_.source_Storage", TORCH_FN(set_storage));
  library.impl("set_.source_Storage_storage_offset", TORCH_FN(set_storage_offset));
  library.impl("_copy_from", TORCH_FN(copy_from));
  library.impl("_copy_from_and_resize", TORCH_FN(copy_from_and_resize));
  library.impl("_local_scalar_dense", TORCH_FN(local_scalar_dense));
}

}  // namespace
}  // namespace ordeal::simgpu
