// Whatever parses must format to something with the same pickles that formats to itself.
#include "harness/fuzz/promise.hpp"
#include "harness/gherkin/format_fixture.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string source(reinterpret_cast<const char*>(data), size);
  ordeal::gherkin::IncrementingIds ids;
  if (!ordeal::gherkin::parse(source, "a.feature", ids)) return -1;  // not worth keeping
  const std::string broken = ordeal::gherkin::broken_promise(source);
  ordeal::fuzz::promise(broken.empty(), "formatting keeps what it promises", broken);
  return 0;
}
