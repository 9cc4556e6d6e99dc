#include "harness/process/private_places.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "harness/process/descriptor.hpp"
#include "harness/process/enclosure.hpp"

namespace ordeal::process {

namespace {

namespace fs = std::filesystem;

constexpr const char *kTmp = "/tmp", *kSharedMemory = "/dev/shm";

Result<void> write_file(const char* path, const std::string& text) {
  const Descriptor file(open(path, O_WRONLY | O_CLOEXEC));
  if (!file || write(file.get(), text.data(), text.size()) < 0)
    return error_from_errno(std::string("cannot write ") + path);
  return {};
}

// A place that stays reachable by its path although a tmpfs now covers it.
struct Kept {
  fs::path path;      // canonical
  Descriptor handle;  // O_PATH, opened before it was covered
  bool folder = true;
};

bool lies_below(const fs::path& path, const fs::path& folder) {
  const auto relative = path.lexically_relative(folder);
  return !relative.empty() && relative != "." && *relative.begin() != "..";
}

bool covered_already(const std::vector<Kept>& kept, const fs::path& path) {
  for (const auto& other : kept)
    if (other.path == path || lies_below(path, other.path)) return true;
  return false;
}

// What must stay of the folder that is about to be covered. Wished-for places must exist and lie below it;
// the working directory and the program's own folders are kept where that is possible.
Result<std::vector<Kept>> places_to_keep(const fs::path& covered, const std::vector<fs::path>& wished) {
  std::vector<fs::path> paths;
  std::error_code missing;
  for (const auto& wish : wished) {
    const auto path = fs::canonical(wish, missing);
    if (missing)
      return Error{missing.value(), "cannot keep " + wish.string() + " visible: " + missing.message()};
    if (path == covered)
      return Error{EBUSY, "cannot keep " + wish.string() + " visible: each enclosure has its own " +
                              covered.string() + "; choose a folder below it"};
    paths.push_back(path);
  }
  const auto program = fs::read_symlink("/proc/self/exe", missing);
  for (const auto& path :
       {fs::current_path(missing), program.parent_path().parent_path(), program.parent_path()})
    if (fs::exists(path, missing)) paths.push_back(path);

  std::vector<Kept> kept;
  std::sort(paths.begin(), paths.end());  // a folder comes before what lies in it
  for (const auto& path : paths) {
    if (!lies_below(path, covered) || covered_already(kept, path)) continue;
    Descriptor handle(open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!handle) return error_from_errno("cannot open " + path.string());
    kept.push_back({path, std::move(handle), fs::is_directory(path, missing)});
  }
  return kept;
}

Result<void> bring_back(const Kept& kept) {
  std::error_code failed;
  fs::create_directories(kept.folder ? kept.path : kept.path.parent_path(), failed);
  if (!failed && !kept.folder) Descriptor(open(kept.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  const std::string source = "/proc/self/fd/" + std::to_string(kept.handle.get());
  if (mount(source.c_str(), kept.path.c_str(), nullptr, MS_BIND | MS_REC, nullptr))
    return error_from_errno("cannot keep " + kept.path.string() + " visible");
  return {};
}

Result<void> cover(const char* place, std::uint64_t bytes, const std::vector<fs::path>& visible) {
  std::error_code missing;
  const fs::path folder = fs::canonical(place, missing);
  if (missing) return {};  // a machine without it has nothing to be covered
  auto kept = places_to_keep(folder, visible);
  if (!kept) return kept.error();
  const std::string options = "mode=1777,size=" + std::to_string(bytes);
  if (mount("ordeal", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()))
    return error_from_errno(std::string("cannot mount a tmpfs on ") + place);
  for (const auto& place_kept : *kept)
    if (auto brought = bring_back(place_kept); !brought) return brought;
  return {};
}

Result<void> bring_loopback_up() {
  const Descriptor any_socket(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (!any_socket || ioctl(any_socket.get(), SIOCSIFFLAGS, &request))
    return error_from_errno("cannot bring loopback up");
  return {};
}

}  // namespace

bool is_private_place(const fs::path& folder) {
  std::error_code missing;
  const fs::path path = fs::canonical(folder, missing);
  return !missing && (path == fs::canonical(kTmp, missing) || path == fs::canonical(kSharedMemory, missing));
}

Result<void> map_user_to_root(unsigned user, unsigned group) {
  if (auto done = write_file("/proc/self/setgroups", "deny"); !done)
    return done;  // the kernel asks for it first
  if (auto done = write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1"); !done) return done;
  return write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

Result<void> make_private_places(const Places& places) {
  std::error_code gone;
  const fs::path here = fs::current_path(gone);
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr))
    return error_from_errno("cannot make mounts private");
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr))
    return error_from_errno("cannot mount /proc");
  if (auto done = cover(kTmp, places.tmp_bytes, places.visible); !done) return done;
  if (auto done = cover(kSharedMemory, places.shared_memory_bytes, places.visible); !done) return done;
  // The working directory still is the covered one until it is entered anew. /tmp itself: the new, empty one.
  if (!here.empty() && chdir(here.c_str())) return error_from_errno("cannot enter " + here.string());
  return bring_loopback_up();
}

}  // namespace ordeal::process
