// LD_PRELOAD over a dynamically linked CUDA runtime: each wrapper asks the rules before the real call, so
// that an error costs no device, and a held or killed process has not done what it was about to do. Memory
// here.
#include "faults/shim/wrap.hpp"

// ---- the device's ----
ORDEAL_SITE(cudaMalloc, ORDEAL_ALLOC, nullptr, bytes, (void** memory, size_t bytes), memory, bytes)
ORDEAL_SITE(cudaMallocAsync, ORDEAL_ALLOC, nullptr, bytes, (void** memory, size_t bytes, cudaStream_t stream),
            memory, bytes, stream)
ORDEAL_SITE(cudaMallocFromPoolAsync, ORDEAL_ALLOC, "pool", bytes,
            (void** memory, size_t bytes, cudaMemPool_t pool, cudaStream_t stream), memory, bytes, pool,
            stream)
ORDEAL_SITE(cudaMallocManaged, ORDEAL_ALLOC, "managed", bytes,
            (void** memory, size_t bytes, unsigned int flags), memory, bytes, flags)
ORDEAL_SITE(cudaMallocPitch, ORDEAL_ALLOC, nullptr, width* height,
            (void** memory, size_t* pitch, size_t width, size_t height), memory, pitch, width, height)
ORDEAL_SITE(cudaFree, ORDEAL_FREE, nullptr, 0, (void* memory), memory)
ORDEAL_SITE(cudaFreeAsync, ORDEAL_FREE, nullptr, 0, (void* memory, cudaStream_t stream), memory, stream)
ORDEAL_SPOILABLE(cudaMemPoolCreate, (cudaMemPool_t * pool, const cudaMemPoolProps* properties), pool,
                 properties)
ORDEAL_SPOILABLE(cudaMemGetInfo, (size_t* free, size_t* total), free, total)

// ---- the host's, pinned ----
ORDEAL_SITE(cudaMallocHost, ORDEAL_ALLOC, "pinned", bytes, (void** memory, size_t bytes), memory, bytes)
ORDEAL_SITE(cudaHostAlloc, ORDEAL_ALLOC, "pinned", bytes, (void** memory, size_t bytes, unsigned int flags),
            memory, bytes, flags)
ORDEAL_SITE(cudaHostRegister, ORDEAL_ALLOC, "pinned", bytes, (void* memory, size_t bytes, unsigned int flags),
            memory, bytes, flags)
ORDEAL_SITE(cudaFreeHost, ORDEAL_FREE, "pinned", 0, (void* memory), memory)
ORDEAL_SITE(cudaHostUnregister, ORDEAL_FREE, "pinned", 0, (void* memory), memory)
