#include "harness/process/reaper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <set>

#include "harness/process/frame.hpp"
#include "harness/process/job_process.hpp"
#include "harness/process/private_places.hpp"
#include "harness/process/strays.hpp"

namespace ordeal::process {

namespace {

class Reaper {
 public:
  Reaper(const EnclosureOptions& options, ReaperEnds ends) : options_(options), ends_(std::move(ends)) {}

  // Each step returns the reason why there can be no job.
  Result<void> detach();
  Result<void> furnish(unsigned outer_user, unsigned outer_group);
  Result<void> start(const Work&);
  void reap_until_over();
  void clear_up();
  void say(ReaperSays what, const std::string& text) const;

 private:
  bool alone() const { return options_.way == Way::subreaper; }
  bool reap_all();
  bool heed_control();

  const EnclosureOptions& options_;
  ReaperEnds ends_;
  Descriptor child_ended_;         // signalfd
  std::filesystem::path scratch_;  // empty until it is made
  pid_t job_ = -1;
  std::set<pid_t> met_;  // all that was ever reaped or ended: whose shared memory may be removed
};

void Reaper::say(ReaperSays what, const std::string& text) const {
  // Fails only when the coordinator is gone, and then there is nobody to tell.
  (void)write_frame(ends_.status.get(), static_cast<std::uint8_t>(what), text);
}

Result<void> Reaper::detach() {
  prctl(PR_SET_NAME, "ordeal-reaper");
  if (alone()) {
    // No PR_SET_PDEATHSIG: SIGKILL would end the one that has to clear up; the control pipe tells.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
  } else {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
  }
  setsid();  // Ctrl-C at the terminal is the coordinator's to decide on
  // Also SIGPIPE, from the pipes that break with the coordinator: clearing up comes after that.
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGCHLD);
  signal(SIGCHLD, SIG_DFL);  // ignored, it would lose exit statuses
  const Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  dup2(nothing.get(), STDIN_FILENO);
  dup2(ends_.output.get(), STDOUT_FILENO);
  dup2(ends_.output.get(), STDERR_FILENO);
  // A clone without exec holds everything the coordinator had open, the other enclosures' control pipes
  // included: they would then not break when the coordinator dies.
  close_all_except({ends_.control.get(), ends_.results.get(), ends_.status.get()});
  ends_.output.release();  // closed just now
  child_ended_ = Descriptor(signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!child_ended_) return error_from_errno("cannot watch for ended processes");
  return {};
}

Result<void> Reaper::furnish(unsigned outer_user, unsigned outer_group) {
  if (options_.way == Way::user_namespace)
    if (auto done = map_user_to_root(outer_user, outer_group); !done) return done;
  const Places places{options_.visible, options_.tmp_bytes, options_.shared_memory_bytes};
  if (!alone())
    if (auto done = make_private_places(places); !done) return done;
  // In a /tmp that is shared, a folder or a link of that name may be somebody else's.
  if (mkdir(options_.scratch().c_str(), 0700) != 0)
    return error_from_errno("cannot make " + options_.scratch().string());
  scratch_ = options_.scratch();
  return {};
}

Result<void> Reaper::start(const Work& work) {
  const pid_t reaper = getpid();
  job_ = fork();
  if (job_ < 0) return error_from_errno("cannot fork the job");
  if (job_ == 0) {
    ends_.control.close();
    ends_.status.close();
    child_ended_.close();
    run_job({options_.name, options_.run, options_.way, options_.scratch(), reaper}, work,
            std::move(ends_.results));
  }
  met_.insert(job_);
  ends_.results.close();
  return {};
}

// True: the job was among them.
bool Reaper::reap_all() {
  bool over = false;
  int status = 0;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    met_.insert(pid);
    if (pid != job_) continue;
    over = true;
    job_ = -1;  // its number may be another's from now on
    const auto how = status_from_wait(status);
    say(how.signalled ? ReaperSays::job_signalled : ReaperSays::job_exited, std::to_string(how.number));
  }
  return over;
}

// True: the pipe has ended, and with it the enclosure.
bool Reaper::heed_control() {
  char command = 0;
  const ssize_t got = read(ends_.control.get(), &command, 1);
  if (got == 1 && command == 's') kill(job_, SIGTERM);  // not reaped yet, so the number is still the job's
  return got == 0;
}

void Reaper::reap_until_over() {
  for (;;) {
    pollfd wanted[2] = {{ends_.control.get(), POLLIN, 0}, {child_ended_.get(), POLLIN, 0}};
    poll(wanted, 2, -1);
    if (wanted[1].revents) {
      signalfd_siginfo drained;
      while (read(child_ended_.get(), &drained, sizeof drained) > 0)
        continue;  // several children, one signal
      if (reap_all()) return;
    }
    if (wanted[0].revents && heed_control()) return;
  }
}

// With namespaces the kernel does all of this when PID 1 exits.
void Reaper::clear_up() {
  if (!alone()) return;
  if (job_ > 0) kill(job_, SIGKILL);  // first, since it is the one that starts more
  say(ReaperSays::strays, std::to_string(end_strays(options_.run, getpid(), met_)));
  remove_remains(options_.run, met_, scratch_);
}

}  // namespace

void run_reaper(const EnclosureOptions& options, const Work& work, ReaperEnds ends, unsigned outer_user,
                unsigned outer_group) {
  Reaper reaper(options, std::move(ends));
  auto ready = reaper.detach();
  if (ready) ready = reaper.furnish(outer_user, outer_group);
  if (ready) ready = reaper.start(work);
  if (ready) {
    reaper.reap_until_over();
  } else {
    reaper.say(ReaperSays::problem, ready.error().message);
  }
  reaper.clear_up();
  _exit(ready ? 0 : 1);
}

}  // namespace ordeal::process
