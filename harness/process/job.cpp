#include "harness/process/job.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "harness/process/crash_trace.hpp"
#include "harness/process/frame.hpp"
#include "harness/process/job_process.hpp"

namespace ordeal::process {

Result<void> JobContext::send(std::uint8_t type, std::string_view payload) {
  const std::lock_guard lock(sending_);
  return write_frame(results_.get(), type, payload);
}

namespace {

constexpr int kInternalError = 70;  // sysexits.h: EX_SOFTWARE

void begin_life(const JobContext::Facts& facts) {
  prctl(PR_SET_NAME, "ordeal-job");
  // Without namespaces the job must not outlive its reaper. The reaper may have died before this line.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != facts.reaper) _exit(kInternalError);
  setsid();
  for (int signal = 1; signal < NSIG; ++signal)
    if (!is_crash(signal)) ::signal(signal, SIG_DFL);  // those are trace_crashes's, or a sanitizer's
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  rlimit core{};
  if (getrlimit(RLIMIT_CORE, &core) == 0) {
    core.rlim_cur =
        0;  // faults on purpose would litter the folders; a subject that wants one may raise it again
    setrlimit(RLIMIT_CORE, &core);
  }
  setenv("ORDEAL_RUN", facts.run.c_str(), 1);
  setenv("TMPDIR", facts.scratch.c_str(), 1);
  trace_crashes("job '" + facts.name + "'");
}

int run_guarded(JobContext& context, const Work& work) {
  try {
    return work(context);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "job '%s' ended by an exception: %s\n", context.facts().name.c_str(), error.what());
  } catch (...) {
    std::fprintf(stderr, "job '%s' ended by an exception of an unknown type\n", context.facts().name.c_str());
  }
  return kInternalError;
}

}  // namespace

void run_job(JobContext::Facts facts, const Work& work, Descriptor results) {
  begin_life(facts);
  JobContext context(std::move(facts), std::move(results));
  const int code = run_guarded(context, work);
  std::cout.flush();
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace ordeal::process
