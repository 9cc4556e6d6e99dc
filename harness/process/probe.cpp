#include "harness/process/probe.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "harness/process/enclosure.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {

namespace {

constexpr std::chrono::seconds kPatience{20};

// Why this way does not work here; nothing when it does.
std::optional<std::string> try_way(Way way) {
  auto enclosure =
      Enclosure::start({.run = new_run_id(), .name = "probe", .way = way}, [](JobContext&) { return 0; });
  if (!enclosure) return enclosure.error().message;
  if (!wait_until_gone(enclosure->reaper(), kPatience)) return "an empty job did not end within 20 s";
  const auto report = enclosure->close();
  if (!report.problem.empty()) return report.problem;
  if (!report.job || !report.job->success())
    return "an empty job ended by " + (report.job ? describe(*report.job) : std::string("something unknown"));
  return std::nullopt;
}

// Switches that make kernels refuse user namespaces, with the value that does.
std::string switched_off() {
  struct Switch {
    const char* file;
    char refusing;
  };
  for (const auto& [file, refusing] :
       {Switch{"/proc/sys/user/max_user_namespaces", '0'},
        Switch{"/proc/sys/kernel/unprivileged_userns_clone", '0'},
        Switch{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1'}}) {
    const auto value = read_proc(file);
    if (value.size() <= 2 && !value.empty() && value[0] == refusing)
      return std::string("; ") + file + " is " + value[0] + ", which refuses them";
  }
  return read_proc("/proc/self/status").find("\nSeccomp:\t2") != std::string::npos
             ? "; this process runs under a seccomp filter (a container?)"
             : "";
}

std::vector<std::string> missing_in(Way way) {
  switch (way) {
    case Way::namespaces:
      return {};
    case Way::user_namespace:
      return {
          "other users: inside an enclosure only root (that is, you) exists, so a program that changes its "
          "user fails"};
    case Way::subreaper:
      return {
          "own network: ports are shared with the machine and with other runs, partitions of the network are "
          "not possible",
          "own /dev/shm and System V memory: what a killed process leaves there may stay",
          "own /tmp: programs that ignore TMPDIR write into the machine's",
          "to have them: run as root, or in a container with --privileged (Docker: --security-opt "
          "seccomp=unconfined "
          "--cap-add SYS_ADMIN), or allow user namespaces"};
  }
  return {};
}

}  // namespace

Probe probe() {
  Probe result;
  for (Way way : {Way::namespaces, Way::user_namespace}) {
    const auto refusal = try_way(way);
    if (!refusal) {
      result.way = way;
      result.missing = missing_in(way);
      return result;
    }
    result.refused.push_back(std::string(name_of(way)) + ": " + *refusal +
                             (way == Way::user_namespace ? switched_off() : ""));
  }
  result.missing = missing_in(Way::subreaper);
  if (const auto refusal = try_way(Way::subreaper))
    result.missing.insert(result.missing.begin(), "any way to run a job: " + *refusal);
  return result;
}

std::string describe(const Probe& probe) {
  std::string text = std::string("scenarios are enclosed by: ") + name_of(probe.way) + "\n";
  for (const auto& refusal : probe.refused) text += "  refused: " + refusal + "\n";
  for (const auto& missing : probe.missing) text += "  missing: " + missing + "\n";
  return text;
}

}  // namespace ordeal::process
