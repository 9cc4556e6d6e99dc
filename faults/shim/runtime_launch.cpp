// Launches: of kernels by each way that programs launch them, and of graphs.
#include "faults/shim/wrap.hpp"

// What nvcc 13 compiles a <<<launch>>> into; crt/device_functions.h, which only nvcc includes.
extern "C" cudaError_t CUDARTAPI __cudaLaunchKernel(cudaKernel_t, dim3, dim3, void**, size_t, cudaStream_t);
extern "C" cudaError_t CUDARTAPI __cudaLaunchKernel_ptsz(cudaKernel_t, dim3, dim3, void**, size_t,
                                                         cudaStream_t);

ORDEAL_SITE(cudaLaunchKernel, ORDEAL_LAUNCH, nullptr, 0,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, size_t shared, cudaStream_t stream),
            kernel, grid, block, arguments, shared, stream)
ORDEAL_SITE(__cudaLaunchKernel, ORDEAL_LAUNCH, nullptr, 0,
            (cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, size_t shared,
             cudaStream_t stream),
            kernel, grid, block, arguments, shared, stream)
ORDEAL_SITE(__cudaLaunchKernel_ptsz, ORDEAL_LAUNCH, nullptr, 0,
            (cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, size_t shared,
             cudaStream_t stream),
            kernel, grid, block, arguments, shared, stream)
ORDEAL_SITE(cudaLaunchKernelExC, ORDEAL_LAUNCH, nullptr, 0,
            (const cudaLaunchConfig_t* config, const void* kernel, void** arguments), config, kernel,
            arguments)
ORDEAL_SITE(cudaLaunchCooperativeKernel, ORDEAL_LAUNCH, "cooperative", 0,
            (const void* kernel, dim3 grid, dim3 block, void** arguments, size_t shared, cudaStream_t stream),
            kernel, grid, block, arguments, shared, stream)

ORDEAL_SITE(cudaGraphLaunch, ORDEAL_LAUNCH, "graph", 0, (cudaGraphExec_t graph, cudaStream_t stream), graph,
            stream)
ORDEAL_SPOILABLE(cudaGraphInstantiate,
                 (cudaGraphExec_t * executable, cudaGraph_t graph, unsigned long long flags), executable,
                 graph, flags)
ORDEAL_SPOILABLE(cudaGraphInstantiateWithFlags,
                 (cudaGraphExec_t * executable, cudaGraph_t graph, unsigned long long flags), executable,
                 graph, flags)
ORDEAL_SPOILABLE(cudaStreamBeginCapture, (cudaStream_t stream, cudaStreamCaptureMode mode), stream, mode)
ORDEAL_SPOILABLE(cudaStreamEndCapture, (cudaStream_t stream, cudaGraph_t* graph), stream, graph)
