// The ways to enclose a job, best first.
#pragma once

namespace ordeal::process {

enum class Way {
  namespaces,      // own PID, network, mount, IPC and UTS namespaces; needs CAP_SYS_ADMIN
  user_namespace,  // the same inside a user namespace; inside, this user is root
  subreaper,       // the machine refuses namespaces: the reaper finds what is left over and ends it
};

constexpr const char* name_of(Way way) {
  switch (way) {
    case Way::namespaces:
      return "namespaces";
    case Way::user_namespace:
      return "user namespace";
    case Way::subreaper:
      return "subreaper (no namespaces)";
  }
  return "unknown";
}

}  // namespace ordeal::process
