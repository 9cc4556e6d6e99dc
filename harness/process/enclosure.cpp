#include "harness/process/enclosure.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <set>

#include "harness/process/frame.hpp"
#include "harness/process/reaper.hpp"
#include "harness/process/strays.hpp"

namespace ordeal::process {

namespace {

using namespace std::chrono_literals;

constexpr auto kClearingUp = 15s;  // longer than end_strays's own patience

int namespaces_of(Way way) {
  constexpr int kAll = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;
  switch (way) {
    case Way::namespaces:
      return kAll;
    case Way::user_namespace:
      return kAll | CLONE_NEWUSER;
    case Way::subreaper:
      return 0;
  }
  return 0;
}

// The system call itself, as fork does it: glibc's clone wants a stack, and clone3 is refused (ENOSYS) under
// Docker's filter. Safe because this process has one thread, so that no lock can be held by another.
pid_t clone_this_process(int namespaces) {
  return static_cast<pid_t>(syscall(SYS_clone, namespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

Result<void> has_one_thread() {
#if defined(__has_feature) && __has_feature(thread_sanitizer)
  return {};  // the sanitizer has a thread of its own, and knows about it
#else
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  const auto threads = std::distance(begin(tasks), end(tasks));
  if (threads == 1) return {};
  return Error{0, "cannot fork a job from a process with " + std::to_string(threads) +
                      " threads (exactly 1 is needed): start threads inside jobs"};
#endif
}

struct Pipes {
  Pipe control, results, output, status;
};

Result<Pipes> make_pipes() {
  Pipes pipes;
  for (Pipe* one : {&pipes.control, &pipes.results, &pipes.output, &pipes.status}) {
    auto made = make_pipe();
    if (!made) return made.error();
    *one = std::move(*made);
  }
  set_nonblocking(pipes.results.read.get());
  set_nonblocking(pipes.output.read.get());
  set_nonblocking(pipes.status.read.get());
  set_nonblocking(pipes.control.write.get());
  return pipes;
}

[[noreturn]] void live_as_reaper(const EnclosureOptions& options, const Work& work, Pipes& pipes,
                                 unsigned user, unsigned group) {
  const int status = pipes.status.write.get();
  try {
    run_reaper(options, work,
               {std::move(pipes.control.read), std::move(pipes.results.write), std::move(pipes.output.write),
                std::move(pipes.status.write)},
               user, group);
  } catch (const std::exception& error) {
    // Never back into the coordinator's code, of which this is a copy. A coordinator that is gone needs no
    // report.
    (void)write_frame(status, static_cast<std::uint8_t>(ReaperSays::problem), error.what());
  }
  _exit(1);
}

}  // namespace

std::string new_run_id() {
  static std::atomic<unsigned> count{0};
  if (const char* outer = std::getenv("ORDEAL_RUN"); outer && *outer) {
    char inner[32];
    std::snprintf(inner, sizeof inner, "-%x-%x", static_cast<unsigned>(getpid()), ++count);
    return outer + std::string(inner);
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  char text[64];
  std::snprintf(
      text, sizeof text, "%llx-%x-%x",
      static_cast<unsigned long long>(std::chrono::duration_cast<std::chrono::microseconds>(now).count()),
      static_cast<unsigned>(getpid()), ++count);
  return text;
}

bool is_of_run(const std::string& id, const std::string& run) {
  return id.starts_with(run) && (id.size() == run.size() || id[run.size()] == '-');
}

std::filesystem::path EnclosureOptions::scratch() const {
  std::error_code missing;
  const auto shared = way == Way::subreaper ? std::filesystem::temp_directory_path(missing) : "/tmp";
  return shared / ("ordeal-" + run);
}

Result<Enclosure> Enclosure::start(const EnclosureOptions& options, const Work& work) {
  if (auto single = has_one_thread(); !single) return single.error();
  auto pipes = make_pipes();
  if (!pipes) return pipes.error();
  std::cout.flush();  // or the job would write it once more
  std::fflush(nullptr);

  const unsigned user = geteuid(), group = getegid();  // inside a user namespace nobody has a number yet
  const pid_t pid = clone_this_process(namespaces_of(options.way));
  if (pid < 0)
    return error_from_errno(std::string("cannot clone a process (way: ") + name_of(options.way) + ")");
  if (pid == 0) live_as_reaper(options, work, *pipes, user, group);

  auto reaper = open_pidfd(pid);
  if (!reaper) {
    Error error = reaper.error();
    kill(pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    return error;
  }
  return Enclosure(options, pid, std::move(*reaper), std::move(pipes->control.write),
                   std::move(pipes->results.read), std::move(pipes->output.read),
                   std::move(pipes->status.read));
}

Enclosure::Enclosure(EnclosureOptions options, pid_t pid, Descriptor reaper, Descriptor control,
                     Descriptor results, Descriptor output, Descriptor status)
    : options_(std::move(options)),
      reaper_pid_(pid),
      reaper_(std::move(reaper)),
      control_(std::move(control)),
      results_(std::move(results)),
      output_(std::move(output)),
      status_(std::move(status)) {}

Enclosure::~Enclosure() {
  if (!reaper_) return;  // moved from, or closed
  end();
  wait_until_gone(reaper_.get(), kClearingUp);
  close();
}

void Enclosure::ask_to_stop() {
  // Refused only when the reaper is gone or was asked 65,536 times: then it is over, or known.
  if (control_) (void)!write(control_.get(), "s", 1);
}

void Enclosure::end() {
  ended_ = true;
  control_.close();
  // Its death ends the enclosure in the kernel. Without namespaces it is needed for clearing up, and sees the
  // pipe end.
  if (options_.way != Way::subreaper) send_signal(reaper_.get(), SIGKILL);
}

Enclosure::Report Enclosure::close() {
  Report report;
  if (!wait_until_gone(reaper_.get())) {
    report.problem = "the reaper did not end within its time and was killed";
    send_signal(reaper_.get(), SIGKILL);
    wait_until_gone(reaper_.get(), kClearingUp);
  }
  FrameReader frames;
  char buffer[4096];
  for (ssize_t got; (got = read(status_.get(), buffer, sizeof buffer)) > 0;)
    frames.feed({buffer, static_cast<std::size_t>(got)});
  while (auto frame = frames.next()) switch (static_cast<ReaperSays>(frame->type)) {
      case ReaperSays::job_exited:
        report.job = ExitStatus{false, std::stoi(frame->payload)};
        break;
      case ReaperSays::job_signalled:
        report.job = ExitStatus{true, std::stoi(frame->payload)};
        break;
      case ReaperSays::problem:
        report.problem = frame->payload;
        report.furnished = false;
        break;
      case ReaperSays::strays:
        report.strays = std::stoi(frame->payload);
        break;
    }
  const auto status = reap(reaper_.get());
  if (status && status->signalled && !ended_)
    report.problem = "the enclosure's reaper was ended from outside by " + describe(*status);
  if (status && status->signalled && options_.way == Way::subreaper) {
    std::set<pid_t> met;
    report.strays += end_strays(options_.run, 0,
                                met);  // what the reaper can no longer do, as far as the environment tells
    remove_remains(options_.run, met, options_.scratch());
  }
  reaper_.close();
  control_.close();
  return report;
}

}  // namespace ordeal::process
