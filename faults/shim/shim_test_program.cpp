// A program that uses CUDA and knows nothing of faults: it makes the calls named on its command line and
// prints each one's code. Over the real runtime or a stand-in for it.
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "pipeline/env/trace.hpp"

namespace {

int here[4], there[4];  // "device" memory, for a stand-in that has the host's

CUdeviceptr address(int* memory) {
  return reinterpret_cast<CUdeviceptr>(memory);
}

// A driver function, fetched as LibTorch does.
template <class Function>
Function* fetched(Function*, const char* symbol, unsigned long long flags = cudaEnableDefault) {
  void* entry = nullptr;
  cudaDriverEntryPointQueryResult status;
  const cudaError_t error = cudaGetDriverEntryPointByVersion(symbol, &entry, 13000, flags, &status);
  return error == cudaSuccess ? reinterpret_cast<Function*>(entry) : nullptr;
}

// Likewise through the driver itself, as it is found in the program.
template <class Function>
Function* asked(Function*, const char* symbol) {
  const auto ask =
      reinterpret_cast<decltype(&cuGetProcAddress_v2)>(dlsym(RTLD_DEFAULT, "cuGetProcAddress_v2"));
  void* entry = nullptr;
  if (!ask || ask(symbol, &entry, 13000, CU_GET_PROC_ADDRESS_DEFAULT, nullptr) != CUDA_SUCCESS)
    return nullptr;
  return reinterpret_cast<Function*>(entry);
}

template <class Function, class... Arguments>
int call(Function* function, Arguments... arguments) {
  return function ? static_cast<int>(function(arguments...)) : -2;
}

const std::map<std::string, std::function<int()>> kCalls = {
    {"malloc",
     [] {
       void* m = nullptr;
       return cudaMalloc(&m, 4096);
     }},
    {"malloc_async",
     [] {
       void* m = nullptr;
       return cudaMallocAsync(&m, 4096, nullptr);
     }},
    {"malloc_pool",
     [] {
       void* m = nullptr;
       return cudaMallocFromPoolAsync(&m, 4096, nullptr, nullptr);
     }},
    {"malloc_managed",
     [] {
       void* m = nullptr;
       return cudaMallocManaged(&m, 4096, cudaMemAttachGlobal);
     }},
    {"malloc_pitch",
     [] {
       void* m = nullptr;
       size_t pitch;
       return cudaMallocPitch(&m, &pitch, 64, 64);
     }},
    {"malloc_host",
     [] {
       void* m = nullptr;
       return cudaMallocHost(&m, 4096);
     }},
    {"host_alloc",
     [] {
       void* m = nullptr;
       return cudaHostAlloc(&m, 4096, 0);
     }},
    {"host_register", [] { return cudaHostRegister(here, sizeof here, 0); }},
    {"host_unregister", [] { return cudaHostUnregister(here); }},
    {"free", [] { return cudaFree(nullptr); }},
    {"free_async", [] { return cudaFreeAsync(nullptr, nullptr); }},
    {"free_host", [] { return cudaFreeHost(nullptr); }},
    {"info",
     [] {
       size_t free, total;
       return cudaMemGetInfo(&free, &total);
     }},
    {"launch", [] { return cudaLaunchKernel(here, {1}, {1}, nullptr, 0, nullptr); }},
    {"launch_ex",
     [] {
       cudaLaunchConfig_t c{};
       return cudaLaunchKernelExC(&c, here, nullptr);
     }},
    {"launch_together", [] { return cudaLaunchCooperativeKernel(here, {1}, {1}, nullptr, 0, nullptr); }},
    {"launch_graph", [] { return cudaGraphLaunch(nullptr, nullptr); }},
    {"copy", [] { return cudaMemcpy(there, here, 8, cudaMemcpyDefault); }},
    {"copy_async", [] { return cudaMemcpyAsync(there, here, 8, cudaMemcpyDefault, nullptr); }},
    {"copy_peer", [] { return cudaMemcpyPeer(there, 0, here, 0, 8); }},
    {"copy_peer_async", [] { return cudaMemcpyPeerAsync(there, 0, here, 0, 8, nullptr); }},
    {"copy_2d", [] { return cudaMemcpy2D(there, 4, here, 4, 4, 4, cudaMemcpyDefault); }},
    {"copy_2d_async", [] { return cudaMemcpy2DAsync(there, 4, here, 4, 4, 4, cudaMemcpyDefault, nullptr); }},
    {"set", [] { return cudaMemset(here, 7, 8); }},
    {"set_async", [] { return cudaMemsetAsync(here, 7, 8, nullptr); }},
    {"stream", [] { return cudaStreamSynchronize(nullptr); }},
    {"stream_query", [] { return cudaStreamQuery(nullptr); }},
    {"event", [] { return cudaEventSynchronize(nullptr); }},
    {"event_query", [] { return cudaEventQuery(nullptr); }},
    {"device", [] { return cudaDeviceSynchronize(); }},
    {"new_stream",
     [] {
       cudaStream_t s;
       return cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking);
     }},
    {"new_event",
     [] {
       cudaEvent_t e;
       return cudaEventCreateWithFlags(&e, cudaEventDisableTiming);
     }},
    {"record", [] { return cudaEventRecord(nullptr, nullptr); }},
    {"last", [] { return cudaGetLastError(); }},
    {"peek", [] { return cudaPeekAtLastError(); }},

    {"create",
     [] {
       CUmemGenericAllocationHandle handle;
       return call(fetched(&cuMemCreate, "cuMemCreate"), &handle, size_t{2 << 20}, nullptr, 0ull);
     }},
    {"create_per_thread",
     [] {
       CUmemGenericAllocationHandle handle;
       return call(fetched(&cuMemCreate, "cuMemCreate", cudaEnablePerThreadDefaultStream), &handle,
                   size_t{2 << 20}, nullptr, 0ull);
     }},
    {"release", [] { return call(fetched(&cuMemRelease, "cuMemRelease"), 1ull); }},
    {"cu_alloc",
     [] {
       CUdeviceptr m;
       return call(fetched(&cuMemAlloc, "cuMemAlloc"), &m, size_t{4096});
     }},
    {"cu_alloc_asked",
     [] {
       CUdeviceptr m;
       return call(asked(&cuMemAlloc, "cuMemAlloc"), &m, size_t{4096});
     }},
    {"cu_host",
     [] {
       void* m;
       return call(fetched(&cuMemHostAlloc, "cuMemHostAlloc"), &m, size_t{4096}, 0u);
     }},
    {"cu_free", [] { return call(fetched(&cuMemFree, "cuMemFree"), CUdeviceptr{0}); }},
    {"cu_launch",
     [] {
       return call(fetched(&cuLaunchKernel, "cuLaunchKernel"), nullptr, 1u, 1u, 1u, 1u, 1u, 1u, 0u, nullptr,
                   nullptr, nullptr);
     }},
    {"cu_launch_ex",
     [] { return call(fetched(&cuLaunchKernelEx, "cuLaunchKernelEx"), nullptr, nullptr, nullptr, nullptr); }},
    {"cu_copy",
     [] { return call(fetched(&cuMemcpy, "cuMemcpy"), address(there), address(here), size_t{8}); }},
    {"cu_set",
     [] {
       return call(fetched(&cuMemsetD32Async, "cuMemsetD32Async"), address(here), 7u, size_t{2}, nullptr);
     }},
    {"cu_stream", [] { return call(fetched(&cuStreamSynchronize, "cuStreamSynchronize"), nullptr); }},
    {"cu_context", [] { return call(fetched(&cuCtxSynchronize, "cuCtxSynchronize")); }},
};

}  // namespace

int main(int count, char** words) {
  const slots::TraceRange stage("stage", "image");
  for (int i = 1; i < count; ++i) {
    const auto named = kCalls.find(words[i]);
    if (named == kCalls.end()) return std::printf("there is no call %s\n", words[i]), 2;
    std::printf("%d ", named->second());
    std::fflush(stdout);
  }
}
