#include "steps/worlds/silent_files.hpp"

#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace ordeal {
namespace {

constexpr std::size_t kLongestQuestion = FUSE_MIN_READ_BUFFER;

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error("nobody can sleep out of reach of signals here: this machine refuses " + what +
                           " (" + std::generic_category().message(errno) +
                           "); FUSE and /dev/fuse are needed for it");
}

// The one answer that the kernel needs before it asks anything else.
bool agree(int device, const fuse_in_header& question) {
  struct {
    fuse_out_header header;
    fuse_init_out terms;
  } answer{};
  answer.header = {.len = sizeof answer, .error = 0, .unique = question.unique};
  answer.terms.major = FUSE_KERNEL_VERSION;
  answer.terms.minor = FUSE_KERNEL_MINOR_VERSION;
  answer.terms.max_write = 4096;
  return ::write(device, &answer, sizeof answer) == sizeof answer;
}

}  // namespace

SilentFiles::SilentFiles(std::filesystem::path folder)
    : folder_(std::move(folder)),
      device_(::open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK)),
      over_(::eventfd(0, EFD_CLOEXEC)) {
  if (!device_) refuse("to open /dev/fuse");
  if (!over_) refuse("an eventfd");
  mount();
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  reader_ = std::thread([this] { take_questions(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// By force the kernel gives the file system up and wakes those that wait for it, also where one of them has a
// copy of the descriptor, with whose last one it would do so by itself.
SilentFiles::~SilentFiles() {
  ::eventfd_write(over_.get(), 1);
  reader_.join();
  ::umount2(folder_.c_str(), MNT_FORCE | MNT_DETACH);
  device_.close();
  std::error_code left;
  std::filesystem::remove(folder_, left);
}

void SilentFiles::mount() {
  std::filesystem::create_directory(folder_);
  const std::string options = "fd=" + std::to_string(device_.get()) +
                              ",rootmode=40000,user_id=" + std::to_string(::geteuid()) +
                              ",group_id=" + std::to_string(::getegid());
  if (::mount("silent-files", folder_.c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str()) != 0)
    refuse("to mount a FUSE file system");
}

// Each must be taken: one that lies unread the kernel takes back from a process that is to end.
void SilentFiles::take_questions() {
  std::vector<char> question(kLongestQuestion);
  pollfd either[] = {{.fd = device_.get(), .events = POLLIN, .revents = 0},
                     {.fd = over_.get(), .events = POLLIN, .revents = 0}};
  while (::poll(either, 2, -1) >= 0 || errno == EINTR) {
    if (either[1].revents != 0) return;
    const auto got = ::read(device_.get(), question.data(), question.size());
    if (got < 0 && errno != EAGAIN && errno != EINTR && errno != ENOENT) return;  // it was unmounted
    if (got < static_cast<ssize_t>(sizeof(fuse_in_header))) continue;
    const auto& header = *reinterpret_cast<const fuse_in_header*>(question.data());
    if (header.opcode == FUSE_INIT && !agree(device_.get(), header)) return;
    if (header.opcode == FUSE_LOOKUP) asked_ = true;
  }
}

}  // namespace ordeal
