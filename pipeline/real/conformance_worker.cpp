// The worker program of the conformance tests: from a zygote, or afresh.
#include <unistd.h>

#include "pipeline/env/conformance/world_under_test.hpp"
#include "pipeline/real/processes/zygote.hpp"
#include "pipeline/real/world.hpp"

namespace {

int run(slots::SpawnRequest request) {
  slots::RealWorld world({.role = request.role});
  return world.run([&](slots::Env& env) { return slots::conformance::worker_main(env, request); });
}

}  // namespace

int main(int count, char** words) {
  std::string role;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string option = words[i];
    const std::string value = words[i + 1];
    if (option == "--role") role = value;
    if (option == "--zygote") return slots::zygote_main(std::stoi(value), run);
    if (option == "--settings-fd") {
      const auto settings = slots::read_settings(std::stoi(value));
      return settings ? run({role, *settings}) : 78;
    }
  }
  return 2;
}
