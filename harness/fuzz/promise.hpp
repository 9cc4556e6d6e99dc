// What a fuzz target says when its subject breaks a promise: libFuzzer takes the abort as a finding and keeps
// the input that led to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace ordeal::fuzz {

inline void promise(bool kept, std::string_view what, const std::string& details) {
  if (kept) return;
  std::fprintf(stderr, "fuzz: broken promise: %.*s\n%s\n", static_cast<int>(what.size()), what.data(),
               details.c_str());
  std::abort();
}

}  // namespace ordeal::fuzz

// libFuzzer calls it; it has no header of its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
