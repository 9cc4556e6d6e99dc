// without-namespaces PROGRAM [ARGUMENT …]: runs a program as in a container that refuses namespaces, for
// testing the fallback of `ordeal run` on a machine that does not.
#include <unistd.h>

#include <cstdio>

#include "harness/process/refuse_namespaces.hpp"

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: without-namespaces PROGRAM [ARGUMENT ...]\n");
    return 2;
  }
  if (const auto refused = ordeal::process::refuse_namespaces(); !refused) {
    std::fprintf(stderr, "without-namespaces: %s\n", refused.error().message.c_str());
    return 1;
  }
  execvp(arguments[1], arguments + 1);
  std::fprintf(
      stderr, "without-namespaces: %s\n",
      ordeal::process::error_from_errno(std::string("cannot execute ") + arguments[1]).message.c_str());
  return 127;
}
