// A plug-in for an interface that no program has; it says so when any of its code runs.
#include <cstdio>

extern "C" const char ordeal_plugin_interface_99_libfuture;

namespace {
struct Runs {
  Runs() { std::puts("code of the plug-in runs"); }
};
const Runs runs;
}  // namespace

const char* what_it_wants() {
  return &ordeal_plugin_interface_99_libfuture;
}
