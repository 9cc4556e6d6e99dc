#include "harness/process/child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace ordeal::process {

namespace {

// Everything the new process needs, made before fork: between fork and exec nothing may allocate.
struct Launch {
  std::string program;
  std::vector<char*> argv, environment;
  std::vector<std::string> environment_texts;
  Descriptor input, output, errors;  // invalid: inherited
  const char* folder = nullptr;
  bool new_session = true;
};

// What the new process says when it cannot become the program.
struct Failure {
  enum Step { session, folder, streams, exec } step;
  int number;
};

std::string text_of(const std::vector<std::string>& argv) {
  std::string text;
  for (const auto& word : argv) text += (text.empty() ? "" : " ") + word;
  return text;
}

// argv[0] as execve wants it. Searched here, since execvp is not safe between fork and exec.
Result<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = getenv("PATH");
  const std::string folders = path ? path : "/usr/bin:/bin";
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    std::string candidate = folders.substr(begin, end - begin) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate)) return candidate;
    begin = end + 1;
  }
  return Error{ENOENT, "cannot start '" + name + "': no such program in PATH (" + folders + ")"};
}

std::vector<std::string> environment_of(const ChildOptions& options) {
  std::vector<std::string> texts;
  if (options.inherit_environment)
    for (char** entry = environ; *entry; ++entry) {
      const std::string text = *entry;
      if (!options.environment.contains(text.substr(0, text.find('=')))) texts.push_back(text);
    }
  for (const auto& [name, value] : options.environment) texts.push_back(name + "=" + value);
  return texts;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

Result<Descriptor> open_stream(const std::filesystem::path& file, int flags) {
  if (file.empty()) return Descriptor();
  const int number = open(file.c_str(), flags | O_CLOEXEC, 0644);
  if (number < 0) return error_from_errno("cannot open " + file.string());
  return Descriptor(number);
}

Result<void> open_streams(const ChildOptions& options, Launch& launch) {
  constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
  auto input = open_stream(options.input, O_RDONLY);
  if (!input) return input.error();
  auto output = open_stream(options.output, kAppend);
  if (!output) return output.error();
  auto errors = open_stream(options.errors, kAppend);
  if (!errors) return errors.error();
  launch.input = std::move(*input);
  launch.output = std::move(*output);
  launch.errors = std::move(*errors);
  return {};
}

[[noreturn]] void fail(int report, Failure::Step step) {
  const Failure failure{step, errno};
  // If the report cannot be written the parent is gone; the exit code is all that is left to say.
  _exit(write(report, &failure, sizeof failure) == sizeof failure ? 127 : 126);
}

void put_stream(int report, const Descriptor& from, int to) {
  if (from && dup2(from.get(), to) < 0) fail(report, Failure::streams);
}

// In the new process, from here on only async-signal-safe calls.
[[noreturn]] void become(const Launch& launch, int report) {
  for (int signal = 1; signal < NSIG; ++signal)
    ::signal(signal, SIG_DFL);  // SIGPIPE ignored would be inherited
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (launch.new_session && setsid() < 0) fail(report, Failure::session);
  if (launch.folder && chdir(launch.folder)) fail(report, Failure::folder);
  put_stream(report, launch.input, STDIN_FILENO);
  put_stream(report, launch.output, STDOUT_FILENO);
  put_stream(report, launch.errors, STDERR_FILENO);
  close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
  execve(launch.program.c_str(), launch.argv.data(), launch.environment.data());
  fail(report, Failure::exec);
}

Error error_of(const Failure& failure, const ChildOptions& options, const Launch& launch) {
  errno = failure.number;
  const std::string start = "cannot start '" + text_of(options.argv) + "': ";
  switch (failure.step) {
    case Failure::session:
      return error_from_errno(start + "setsid");
    case Failure::folder:
      return error_from_errno(start + "cannot enter " + options.folder.string());
    case Failure::streams:
      return error_from_errno(start + "cannot put its standard streams in place");
    case Failure::exec:
      return error_from_errno(start + "cannot execute " + launch.program);
  }
  return error_from_errno(start);
}

}  // namespace

Result<Child> Child::spawn(const ChildOptions& options) {
  if (options.argv.empty()) return Error{EINVAL, "cannot start a program without a name: argv is empty"};
  Launch launch;
  auto program = find_program(options.argv[0]);
  if (!program) return program.error();
  launch.program = *program;
  launch.argv = pointers_to(options.argv);
  launch.environment_texts = environment_of(options);
  launch.environment = pointers_to(launch.environment_texts);
  launch.new_session = options.new_session;
  if (!options.folder.empty()) launch.folder = options.folder.c_str();
  if (auto opened = open_streams(options, launch); !opened) return opened.error();

  auto report = make_pipe();
  if (!report) return report.error();
  const pid_t pid = fork();
  if (pid < 0) return error_from_errno("cannot start '" + text_of(options.argv) + "': fork");
  if (pid == 0) become(launch, report->write.get());
  report->write.close();

  Failure failure;
  ssize_t got;
  while ((got = read(report->read.get(), &failure, sizeof failure)) < 0 && errno == EINTR) continue;
  if (got == sizeof failure) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    return error_of(failure, options, launch);
  }
  auto descriptor = open_pidfd(pid);  // not yet reaped, so the number is still this process's
  if (!descriptor) {
    Error error = descriptor.error();
    kill(pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    return error;
  }
  return Child(pid, std::move(*descriptor));
}

Child::Child(pid_t pid, Descriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
Child::Child(Child&& other) noexcept = default;

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    end();
    pid_ = other.pid_;
    pidfd_ = std::move(other.pidfd_);
    status_ = other.status_;
  }
  return *this;
}

Child::~Child() {
  end();
}

void Child::end() {
  if (!pidfd_ || status_) return;
  send_signal(pidfd_.get(), SIGKILL);
  siginfo_t info{};
  while (waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) < 0 && errno == EINTR) continue;
  pidfd_.close();
}

bool Child::gone() const {
  return status_ || wait_until_gone(pidfd_.get());
}

bool Child::wait_until_stopped() const {
  siginfo_t info{};
  while (waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WSTOPPED | WEXITED | WNOWAIT) != 0) {
    if (errno != EINTR) return false;
  }
  return info.si_code == CLD_STOPPED;
}

std::optional<ExitStatus> Child::poll() {
  if (!status_) status_ = reap(pidfd_.get());
  return status_;
}

std::optional<ExitStatus> Child::wait(std::chrono::milliseconds within) {
  if (!status_) wait_until_gone(pidfd_.get(), within);
  return poll();
}

}  // namespace ordeal::process
