#include "harness/run/meta.hpp"

#include <sys/utsname.h>

#include <cstdlib>

namespace ordeal::run {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The two hosts whose variables are documented; elsewhere there is no ci.
std::optional<messages::Ci> continuous_integration() {
  if (!environment("GITHUB_ACTIONS").empty()) {
    return messages::Ci{.name = "GitHub Actions",
                        .url = environment("GITHUB_SERVER_URL") + "/" + environment("GITHUB_REPOSITORY") +
                               "/actions/runs/" + environment("GITHUB_RUN_ID"),
                        .build_number = environment("GITHUB_RUN_NUMBER")};
  }
  if (!environment("GITLAB_CI").empty()) {
    return messages::Ci{.name = "GitLab CI",
                        .url = environment("CI_JOB_URL"),
                        .build_number = environment("CI_PIPELINE_IID")};
  }
  return std::nullopt;
}

}  // namespace

messages::Timestamp timestamp_now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

messages::Meta run_meta() {
  utsname machine{};
  ::uname(&machine);
  return {.protocol_version = "34.2.0",
          .implementation = {.name = "ordeal", .version = ORDEAL_VERSION},
          .runtime = {.name = "C++", .version = std::to_string(__cplusplus)},
          .os = {.name = machine.sysname, .version = machine.release},
          .cpu = {.name = machine.machine},
          .ci = continuous_integration()};
}

}  // namespace ordeal::run
