// Copies, and memory that is set: what goes over in one row can be cut short.
#include "faults/shim/wrap.hpp"

using ordeal::shim::ask;
using ordeal::shim::Verdict;

ORDEAL_EXPORT cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpy, to, from, verdict.bytes, kind);
}

ORDEAL_EXPORT cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind,
                              cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpyAsync, to, from, verdict.bytes, kind, stream);
}

ORDEAL_EXPORT cudaMemcpyPeer(void* to, int to_device, const void* from, int from_device, size_t bytes) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes, "peer");
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpyPeer, to, to_device, from, from_device, verdict.bytes);
}

ORDEAL_EXPORT cudaMemcpyPeerAsync(void* to, int to_device, const void* from, int from_device, size_t bytes,
                                  cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes, "peer");
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpyPeerAsync, to, to_device, from, from_device, verdict.bytes, stream);
}

ORDEAL_EXPORT cudaMemcpy2D(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                           size_t height, cudaMemcpyKind kind) {
  const Verdict verdict = ask(ORDEAL_COPY, width * height, "2d", true);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpy2D, to, to_pitch, from, from_pitch, width, height, kind);
}

ORDEAL_EXPORT cudaMemcpy2DAsync(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width,
                                size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_COPY, width * height, "2d", true);
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemcpy2DAsync, to, to_pitch, from, from_pitch, width, height, kind, stream);
}

ORDEAL_EXPORT cudaMemset(void* memory, int value, size_t bytes) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes, "memset");
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemset, memory, value, verdict.bytes);
}

ORDEAL_EXPORT cudaMemsetAsync(void* memory, int value, size_t bytes, cudaStream_t stream) {
  const Verdict verdict = ask(ORDEAL_COPY, bytes, "memset");
  if (verdict.error || verdict.skip) return verdict.error;
  return ORDEAL_CALL_REAL(cudaMemsetAsync, memory, value, verdict.bytes, stream);
}
