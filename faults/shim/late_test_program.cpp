// A program without a CUDA runtime that loads a plug-in which has one (late_runtime.cpp), for itself only.
#include <dlfcn.h>

#include <cstdio>

int main(int, char** words) {
  void* plugin = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  if (!plugin) return std::puts(dlerror()), 1;
  std::printf("%d ", reinterpret_cast<int (*)()>(dlsym(plugin, "late_malloc"))());
}
