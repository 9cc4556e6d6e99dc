# torch::cpu, torch::c10_cuda, torch::cudart from LIBTORCH_SITE: pip's wheels, or the machine's own packages.
# Imported targets: find_package(Torch) and CMake 3.25's find_package(CUDAToolkit) both fail on the wheels.
set(_torch ${LIBTORCH_SITE}/torch)
set(ORDEAL_CUDA_ROOT "${LIBTORCH_SITE}/nvidia/cu13" CACHE PATH "Holds include/ and lib/ of the CUDA runtime")
if(NOT EXISTS ${_torch}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "LIBTORCH_SITE=${LIBTORCH_SITE} holds no torch/lib/libtorch_cpu.so. "
    "Run ci/setup, or name a site-packages with torch 2.11: -DLIBTORCH_SITE=…")
endif()
if(NOT EXISTS ${ORDEAL_CUDA_ROOT}/include/cuda_runtime_api.h)
  message(FATAL_ERROR "ORDEAL_CUDA_ROOT=${ORDEAL_CUDA_ROOT} holds no include/cuda_runtime_api.h. "
    "Run ci/setup, or name an installed CUDA Toolkit: -DORDEAL_CUDA_ROOT=…")
endif()
function(_torch_library name file)
  add_library(torch::${name} SHARED IMPORTED GLOBAL)
  set_target_properties(torch::${name} PROPERTIES IMPORTED_LOCATION ${file})
  target_include_directories(torch::${name} SYSTEM INTERFACE
    ${_torch}/include ${_torch}/include/torch/csrc/api/include)
  target_compile_definitions(torch::${name} INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
  target_link_options(torch::${name} INTERFACE LINKER:--allow-shlib-undefined)
endfunction()
find_library(ORDEAL_CUDART NAMES libcudart.so.13 libcudart.so
  PATHS ${ORDEAL_CUDA_ROOT}/lib ${ORDEAL_CUDA_ROOT}/lib64 NO_DEFAULT_PATH REQUIRED)
_torch_library(c10 ${_torch}/lib/libc10.so)
_torch_library(cpu ${_torch}/lib/libtorch_cpu.so)
target_link_libraries(torch::cpu INTERFACE torch::c10)
add_library(torch::cudart SHARED IMPORTED GLOBAL)
set_target_properties(torch::cudart PROPERTIES IMPORTED_LOCATION ${ORDEAL_CUDART})
target_include_directories(torch::cudart SYSTEM INTERFACE
  ${ORDEAL_CUDA_ROOT}/include ${ORDEAL_CUDA_ROOT}/include/cccl)
_torch_library(c10_cuda ${_torch}/lib/libc10_cuda.so)   # allocator, streams, guards: starts with cudart alone
target_link_libraries(torch::c10_cuda INTERFACE torch::cpu torch::cudart)
enable_language(CUDA)
if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)             # CMake 3.25 does not know that nvcc 12 and later can
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
endif()
