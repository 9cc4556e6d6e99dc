// Streams, events and waiting, where CUDA shows what went wrong before; and questions about the device, which
// a spoilt context answers with its error.
#include "faults/shim/wrap.hpp"

ORDEAL_SITE(cudaStreamSynchronize, ORDEAL_SYNCHRONIZE, nullptr, 0, (cudaStream_t stream), stream)
ORDEAL_SITE(cudaEventSynchronize, ORDEAL_SYNCHRONIZE, "event", 0, (cudaEvent_t event), event)
ORDEAL_SITE(cudaStreamQuery, ORDEAL_SYNCHRONIZE, "query", 0, (cudaStream_t stream), stream)
ORDEAL_SITE(cudaEventQuery, ORDEAL_SYNCHRONIZE, "query", 0, (cudaEvent_t event), event)

ORDEAL_EXPORT cudaDeviceSynchronize() {
  const ordeal::shim::Verdict verdict = ordeal::shim::ask(ORDEAL_SYNCHRONIZE);
  return verdict.error ? verdict.error : ORDEAL_CALL_REAL(cudaDeviceSynchronize);
}

ORDEAL_SPOILABLE(cudaStreamCreate, (cudaStream_t * stream), stream)
ORDEAL_SPOILABLE(cudaStreamCreateWithFlags, (cudaStream_t * stream, unsigned int flags), stream, flags)
ORDEAL_SPOILABLE(cudaStreamCreateWithPriority, (cudaStream_t * stream, unsigned int flags, int priority),
                 stream, flags, priority)
ORDEAL_SPOILABLE(cudaStreamWaitEvent, (cudaStream_t stream, cudaEvent_t event, unsigned int flags), stream,
                 event, flags)
ORDEAL_SPOILABLE(cudaEventCreate, (cudaEvent_t * event), event)
ORDEAL_SPOILABLE(cudaEventCreateWithFlags, (cudaEvent_t * event, unsigned int flags), event, flags)
ORDEAL_SPOILABLE(cudaEventRecord, (cudaEvent_t event, cudaStream_t stream), event, stream)
ORDEAL_SPOILABLE(cudaEventRecordWithFlags, (cudaEvent_t event, cudaStream_t stream, unsigned int flags),
                 event, stream, flags)

// A <<<launch>>> shows its error nowhere else, and LibTorch clears errors here.
ORDEAL_EXPORT cudaGetLastError() {
  const cudaError_t own = ordeal::shim::take_last_error();
  const cudaError_t real = ORDEAL_CALL_REAL(cudaGetLastError);
  return own ? own : real;
}

ORDEAL_EXPORT cudaPeekAtLastError() {
  const cudaError_t own = ordeal::shim::peek_last_error();
  return own ? own : ORDEAL_CALL_REAL(cudaPeekAtLastError);
}
