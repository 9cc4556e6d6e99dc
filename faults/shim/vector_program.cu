// A small CUDA program, compiled by nvcc: it scales a vector by launches and by a graph, and prints the sum.
// On a machine without a device its tests run it over a stand-in, which calls on_host_scale for the kernel
// (stand_in_runtime.cpp).
#include <cuda_runtime.h>

#include <cstdio>
#include <vector>

namespace {

constexpr unsigned kLength = 256;

__host__ __device__ void scale_at(unsigned i, unsigned length, float by, float* values) {
  if (i < length) values[i] *= by;
}

}  // namespace

extern "C" __global__ void scale(unsigned length, float by, float* values) {
  scale_at(blockIdx.x * blockDim.x + threadIdx.x, length, by, values);
}

extern "C" void on_host_scale(void** arguments, unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) {
    scale_at(i, *static_cast<unsigned*>(arguments[0]), *static_cast<float*>(arguments[1]),
             *static_cast<float**>(arguments[2]));
  }
}

extern "C" const size_t on_host_scale_sizes[] = {sizeof(unsigned), sizeof(float), sizeof(float*), 0};

#define TRY(call)                                               \
  if (const cudaError_t error = (call); error != cudaSuccess) { \
    std::printf("%s: %d\n", #call, static_cast<int>(error));    \
    return 1;                                                   \
  }

int main() {
  std::vector<float> ones(kLength, 1);
  float* values = nullptr;
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t executable;
  TRY(cudaMalloc(&values, kLength * sizeof(float)));
  TRY(cudaMemcpy(values, ones.data(), kLength * sizeof(float), cudaMemcpyHostToDevice));
  TRY(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  scale<<<kLength / 64, 64, 0, stream>>>(kLength, 2.0f, values);
  TRY(cudaGetLastError());
  TRY(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  scale<<<kLength / 64, 64, 0, stream>>>(kLength, 3.0f, values);
  TRY(cudaStreamEndCapture(stream, &graph));
  TRY(cudaGraphInstantiate(&executable, graph, 0));
  TRY(cudaGraphLaunch(executable, stream));
  TRY(cudaGraphLaunch(executable, stream));
  TRY(cudaStreamSynchronize(stream));
  TRY(cudaMemcpy(ones.data(), values, kLength * sizeof(float), cudaMemcpyDeviceToHost));
  TRY(cudaFree(values));
  float sum = 0;
  for (const float each : ones) sum += each;
  std::printf("sum %.0f\n", sum);
  return 0;
}
