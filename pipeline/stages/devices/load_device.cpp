#include "pipeline/stages/devices/load_device.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace slots {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBefore = "libslot_device_", kAfter = ".so";

fs::path plug_in_folder() {
  std::error_code why;
  return fs::read_symlink("/proc/self/exe", why).parent_path().parent_path() / "lib";
}

// "cpu, cuda, sim": what is installed.
std::string known_devices() {
  std::vector<std::string> names;
  std::error_code why;
  for (const auto& entry : fs::directory_iterator(plug_in_folder(), why)) {
    const std::string file = entry.path().filename();
    if (file.starts_with(kBefore) && file.ends_with(kAfter))
      names.push_back(file.substr(kBefore.size(), file.size() - kBefore.size() - kAfter.size()));
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

bool plain(const std::string& name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

}  // namespace

boost::system::result<std::unique_ptr<DevicePlugin>, DeviceUnavailable> load_device(
    const std::string& name, const DeviceOptions& options) {
  const fs::path file = plug_in_folder() / (std::string(kBefore) + name + std::string(kAfter));
  std::error_code why;
  if (!plain(name) || !fs::exists(file, why))
    return DeviceUnavailable{name, "there is no such device; this installation has: " + known_devices()};
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return DeviceUnavailable{name, std::string("its plug-in cannot be loaded: ") + ::dlerror()};
  const auto open = reinterpret_cast<SlotDeviceOpen>(::dlsym(library, "slot_device_open"));
  if (!open) return DeviceUnavailable{name, "its plug-in does not export slot_device_open; install it again"};
  std::string reason;
  std::unique_ptr<DevicePlugin> device(open(options, reason));
  if (!device) return DeviceUnavailable{name, reason};
  return device;
}

}  // namespace slots
