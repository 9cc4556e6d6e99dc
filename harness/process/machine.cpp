#include "harness/process/machine.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>

#include "harness/process/descriptor.hpp"
#include "harness/process/error.hpp"

namespace ordeal::process {
namespace {

namespace fs = std::filesystem;

fs::path nearest_that_exists(const fs::path& wanted) {
  std::error_code unimportant;
  fs::path folder = fs::absolute(wanted.empty() ? "." : wanted, unimportant);
  while (!fs::exists(folder, unimportant) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

std::optional<std::string> lacks_room(const fs::path& folder, const MachineNeeds& needs) {
  struct statvfs disk{};
  if (::statvfs(nearest_that_exists(folder).c_str(), &disk) != 0) {
    return error_from_errno("cannot ask how much room there is for evidence in " + folder.string()).message;
  }
  const std::string where =
      " in the folder for evidence, " + folder.string() + "; make room, or name another one with --evidence";
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free < needs.disk_bytes) {
    return std::to_string(free) + " bytes are free, a scenario needs " + std::to_string(needs.disk_bytes) +
           "," + where;
  }
  if (disk.f_files > 0 && disk.f_favail < needs.files) {
    return std::to_string(disk.f_favail) + " files can still be made, a scenario needs " +
           std::to_string(needs.files) + "," + where;
  }
  return std::nullopt;
}

struct Descriptors {
  std::uint64_t left, limit;
};

// None: there is no limit.
std::optional<Descriptors> descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  const Descriptor next(::open("/dev/null", O_RDONLY | O_CLOEXEC));  // the lowest number that is free
  const std::uint64_t used = next ? static_cast<std::uint64_t>(next.get()) : limit.rlim_cur;
  return Descriptors{.left = limit.rlim_cur > used ? limit.rlim_cur - used : 0, .limit = limit.rlim_cur};
}

std::optional<std::string> lacks_descriptors(const MachineNeeds& needs) {
  const auto open = descriptors();
  if (!open || open->left >= needs.descriptors) return std::nullopt;
  return std::to_string(open->left) + " descriptors are left of a limit of " + std::to_string(open->limit) +
         ", a scenario needs " + std::to_string(needs.descriptors) + "; raise it: ulimit -n 1024";
}

}  // namespace

std::optional<std::string> what_machine_lacks(const fs::path& folder, const MachineNeeds& needs) {
  if (auto room = lacks_room(folder, needs)) return room;
  return lacks_descriptors(needs);
}

int affordable(int at_once) {
  const auto open = descriptors();
  if (!open) return at_once;
  constexpr std::uint64_t kForOneScenario = 8;  // pipes and pidfds: five, and room for change
  const std::uint64_t own =
      MachineNeeds().descriptors;  // of reports, and what steps may open in this process
  const std::uint64_t most = open->left > own ? (open->left - own) / kForOneScenario : 0;
  return static_cast<int>(std::clamp<std::uint64_t>(most, 1, static_cast<std::uint64_t>(at_once)));
}

bool is_lack(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:  // of fork: no more processes
      return true;
    default:
      return false;
  }
}

}  // namespace ordeal::process
