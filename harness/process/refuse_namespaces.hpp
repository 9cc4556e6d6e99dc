// Makes this process and all it starts live under what Docker's default seccomp filter does to a process
// without CAP_SYS_ADMIN: clone3 is not there (ENOSYS); unshare, mount, setns, and clone with a namespace flag
// are not permitted (EPERM). For testing the fallback on a machine that would allow namespaces. Cannot be
// undone.
#pragma once

#include "harness/process/error.hpp"

namespace ordeal::process {

Result<void> refuse_namespaces();

}  // namespace ordeal::process
