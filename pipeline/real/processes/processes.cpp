#include "pipeline/real/processes/processes.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <boost/asio/read.hpp>
#include <cerrno>

#include "pipeline/env/trace.hpp"
#include "pipeline/real/completion.hpp"
#include "pipeline/real/processes/launch.hpp"
#include "pipeline/real/processes/leavings.hpp"
#include "pipeline/real/processes/zygote.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

using boost::asio::posix::stream_descriptor;

constexpr auto kZygoteEnd = 2s;                       // wall, after SIGKILL
constexpr std::chrono::milliseconds kLastSweep = 1s;  // wall
constexpr auto kZygotePatience =
    30s;  // wall; LibTorch loads in 0.2 s, on a busy machine with sanitizers in a few

// A worker's own text must not leave the folder: "worker 1" → "worker_1.out".
std::string output_name(std::string role) {
  std::replace_if(
      role.begin(), role.end(), [](unsigned char c) { return !std::isalnum(c) && c != '-'; }, '_');
  return role + ".out";
}

Result<Descriptor> in_memory(const std::string& contents) {
  Descriptor file(::memfd_create("settings", MFD_CLOEXEC));
  if (!file) return start_failure("make the settings' file", errno);
  for (std::size_t done = 0; done < contents.size();) {
    const auto wrote = ::write(file.get(), contents.data() + done, contents.size() - done);
    if (wrote < 0) return start_failure("write the settings", errno);
    done += static_cast<std::size_t>(wrote);
  }
  return file;
}

// SIGCHLD comes at any time: calls that a thread waits in go on behind it, and stops are nobody's end.
void spare_system_calls() {
  struct sigaction action{};
  ::sigaction(SIGCHLD, nullptr, &action);
  action.sa_flags |= SA_RESTART | SA_NOCLDSTOP;
  ::sigaction(SIGCHLD, &action, nullptr);
}

Task<bool> end_of(std::shared_ptr<RealProcess> process) {
  while (!process->exit) co_await process->gone.wait();
  co_return true;
}

// What comes out of `source` before it is closed: all of T, or nothing.
template <class T>
Task<std::optional<T>> read_report(Reactor& reactor, Descriptor& source) {
  struct Reading {
    stream_descriptor from;
    T report{};
  };
  auto reading = std::make_shared<Reading>(stream_descriptor(reactor.io(), source.release()));
  const std::shared_ptr<void> close_at_end(nullptr, [reading](void*) {
    boost::system::error_code unimportant;
    reading->from.close(unimportant);
  });
  const auto got = co_await completed<std::size_t>(reactor.loop(), reading, [&](auto handler) {
    boost::asio::async_read(reading->from, boost::asio::buffer(&reading->report, sizeof(T)),
                            std::move(handler));
  });
  source = Descriptor(reading->from.release());  // so that it is not closed above
  if (got.error || got.value != sizeof(T)) co_return std::nullopt;
  co_return reading->report;
}

Error refusal(const SpawnReport& report, const std::string& role) {
  if (report.threads == 0) return start_failure("fork " + role + " in the zygote", report.error);
  return {.code = "WORKER_START_FAILED",
          .message = "the zygote has " + std::to_string(report.threads) + " threads, so it cannot fork " +
                     role + " safely: it must have 1 (OMP_NUM_THREADS=1)"};
}

}  // namespace

// A spawn on its way. When nobody takes the process, it is ended.
struct RealProcesses::Order {
  Order(Loop& loop, SpawnRequest request) : request(std::move(request)), done(loop) {}
  ~Order() {
    if (result && *result) (**result)->send(SIGKILL);
  }
  SpawnRequest request;
  Channel<Nothing> done;
  std::optional<Started> result;
};

struct RealProcesses::Zygote {
  Zygote(Descriptor socket, std::shared_ptr<RealProcess> process)
      : socket(std::move(socket)), process(std::move(process)) {}
  // Whoever watches it reaps it: it may be stuck, and nobody waits for it here.
  ~Zygote() { process->send(SIGKILL); }
  Descriptor socket;
  std::shared_ptr<RealProcess> process;
};

RealProcesses::RealProcesses(Reactor& reactor, Log& log, WorkerProgram worker)
    : reactor_(reactor),
      log_(log),
      worker_(std::move(worker)),
      orders_(reactor.loop()),
      ends_(reactor.io()),
      nursery_(reactor.loop(), Nursery::Mode::apart) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  ends_.add(SIGCHLD);  // in place of what whoever started us has set: ignored, exit codes would be lost
  spare_system_calls();
  listen_for_ends();
  nursery_.spawn(serve());
}

RealProcesses::~RealProcesses() {
  if (zygote_) strays_.let_go(static_cast<pid_t>(zygote_->process->pid));
  zygote_.reset();
  strays_.end_all(kLastSweep);
}

void RealProcesses::listen_for_ends() {
  ends_.async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;  // destroyed
    look_after_strays();
    listen_for_ends();
  });
}

std::shared_ptr<RealProcess> RealProcesses::watch(pid_t child, Descriptor pidfd, Printed printed) {
  strays_.keep(child);
  return RealProcess::watch(reactor_, child, std::move(pidfd), std::move(printed),
                            [this, child] { ended(child); });
}

void RealProcesses::ended(pid_t child) {
  strays_.let_go(child);
  if (const auto pieces = remove_shared_memory_of(child))
    log_.event("shared_memory_removed", {{"pid", child}, {"pieces", pieces}});
  leaves_strays_ = true;
  look_after_strays();
}

// Those of a worker that still runs are only reaped. What is ended here may leave strays in turn: SIGCHLD
// says when.
void RealProcesses::look_after_strays() {
  if (is_forking_) return;
  const std::size_t running = strays_.sweep(leaves_strays_);
  if (leaves_strays_ && running > 0) log_.event("strays_ended", {{"processes", running}});
  if (running == 0) leaves_strays_ = false;
}

Task<Result<ProcessPtr>> RealProcesses::spawn(SpawnRequest request) {
  trace_mark("process.spawn");
  auto order = std::make_shared<Order>(reactor_.loop(), std::move(request));
  orders_.push(order);
  co_await order->done.receive();
  Started started = std::move(*order->result);
  order->result.reset();
  if (!started) co_return started.error();
  co_return ProcessPtr(std::move(*started));
}

void RealProcesses::signal(Process& process, int signal) {
  static_cast<RealProcess&>(process).send(signal);
}

// One after the other, so that there is one zygote.
Task<void> RealProcesses::serve() {
  while (auto order = co_await orders_.receive()) {
    const Reactor::Elsewhere child(reactor_);  // it keeps the clock once it has begun
    auto started = co_await start((*order)->request);
    (*order)->result.emplace(std::move(started));
    (*order)->done.push({});
  }
}

Task<RealProcesses::Started> RealProcesses::start(const SpawnRequest& request) {
  if (request.role.empty() || request.role.size() >= sizeof(SpawnOrder::role)) {
    co_return Error{.code = "WORKER_START_FAILED",
                    .message = "a role has between 1 and " + std::to_string(sizeof(SpawnOrder::role) - 1) +
                               " bytes; '" + request.role + "' has " + std::to_string(request.role.size())};
  }
  if (worker_.zygote) co_return co_await start_from_zygote(request);
  co_return co_await start_afresh(request);
}

Result<RealProcesses::Files> RealProcesses::open_files(const SpawnRequest& request) const {
  Files files;
  auto settings = in_memory(request.settings);
  if (!settings) return settings.error();
  files.settings = std::move(*settings);
  if (worker_.log_folder.empty()) return files;
  const std::string path = worker_.log_folder + "/" + output_name(request.role);
  files.printed.file = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!files.printed.file) return start_failure("open the output file of " + request.role, errno);
  files.printed.from = ::lseek(files.printed.file.get(), 0, SEEK_END);
  return files;
}

Task<RealProcesses::Started> RealProcesses::execute(const std::string& what,
                                                    std::vector<std::string> arguments, int hand_over,
                                                    Printed printed) {
  std::vector<std::string> all = worker_.arguments;
  all.insert(all.end(), arguments.begin(), arguments.end());
  auto seat = reactor_.shared_clock() ? reactor_.shared_clock()->reserve() : nullptr;
  auto launched = launch({worker_.program, std::move(all), hand_over, printed.file.get()});
  if (!launched) co_return launched.error();
  if (seat) seat->give_to(launched->pid);
  seat.reset();
  auto process = watch(launched->pid, std::move(launched->pidfd), std::move(printed));
  const auto cause = co_await read_report<int>(reactor_, launched->failure);
  if (!cause) co_return process;
  while (!process->exit) co_await process->gone.wait();  // so that no zombie is left
  co_return start_failure("execute " + file_name(worker_.program) + " as " + what, *cause);
}

Task<RealProcesses::Started> RealProcesses::start_afresh(const SpawnRequest& request) {
  auto files = open_files(request);
  if (!files) co_return files.error();
  co_return co_await execute(request.role,
                             {"--role", request.role, "--settings-fd", std::to_string(kHandedOver)},
                             files->settings.get(), std::move(files->printed));
}

Task<Result<void>> RealProcesses::need_zygote() {
  if (zygote_ && !zygote_->process->exit) co_return Result<void>();
  if (zygote_) log_.event("zygote_lost", {{"exit", *zygote_->process->exit}});
  zygote_.reset();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    co_return start_failure("make the zygote's socket", errno);
  }
  Descriptor ours(ends[0]);
  const Descriptor its(ends[1]);
  auto process = co_await execute("the zygote", {"--zygote", std::to_string(kHandedOver)}, its.get(), {});
  if (!process) co_return process.error();
  zygote_ = std::make_unique<Zygote>(std::move(ours), std::move(*process));
  co_return Result<void>();
}

// None when the zygote is gone.
Task<std::optional<RealProcesses::Started>> RealProcesses::ask_zygote(const SpawnRequest& request,
                                                                      Files files) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    co_return start_failure("make a control socket", errno);
  }
  Descriptor ours(ends[0]), its(ends[1]);
  SpawnOrder order{.director = ::getpid()};
  request.role.copy(order.role, sizeof order.role - 1);
  std::vector<int> descriptors{its.get(), files.settings.get()};
  if (files.printed.file) descriptors.push_back(files.printed.file.get());
  if (!send_order(zygote_->socket.get(), order, descriptors)) co_return std::nullopt;
  its = Descriptor();

  const auto report = co_await read_report<SpawnReport>(reactor_, ours);
  if (!report) co_return std::nullopt;
  if (report->pid == 0) co_return refusal(*report, request.role);
  Descriptor pidfd(open_pidfd(static_cast<pid_t>(report->pid)));
  if (!pidfd) {
    const int cause = errno;
    ours = Descriptor();  // then it ends
    ::waitpid(static_cast<pid_t>(report->pid), nullptr, 0);
    co_return start_failure("open a pidfd of " + request.role, cause);
  }
  const char go = 1;
  // A worker killed in this very moment is reported by its pidfd.
  [[maybe_unused]] const auto told = ::send(ours.get(), &go, 1, MSG_NOSIGNAL);
  co_return watch(static_cast<pid_t>(report->pid), std::move(pidfd), std::move(files.printed));
}

// Of a zygote that was sent SIGKILL.
Task<std::string> RealProcesses::how_it_failed(std::shared_ptr<RealProcess> zygote, bool answered) {
  if (!answered) co_return "it did not answer within 30 s";
  const auto limit = reactor_.now() + reactor_.from_wall(kZygoteEnd);
  const bool ended = (co_await until(reactor_.loop(), limit, end_of(zygote))).has_value();
  co_return ended ? "it ended with exit code " + std::to_string(*zygote->exit)
                  : "it takes no orders, and does not end by SIGKILL";
}

Task<RealProcesses::Started> RealProcesses::start_from_zygote(const SpawnRequest& request) {
  std::string problem;
  // Twice, since the zygote may have been gone before this was asked of it.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (auto there = co_await need_zygote(); !there) co_return there.error();
    auto files = open_files(request);
    if (!files) co_return files.error();
    const auto patience = reactor_.now() + reactor_.from_wall(kZygotePatience);
    is_forking_ = true;
    auto answer = co_await until(reactor_.loop(), patience, ask_zygote(request, std::move(*files)));
    is_forking_ = false;
    look_after_strays();
    if (answer && *answer) co_return std::move(**answer);
    const auto process = zygote_->process;
    zygote_.reset();
    problem = co_await how_it_failed(process, answer.has_value());
    log_.event("zygote_lost", {{"reason", problem}});
  }
  co_return Error{.code = "WORKER_START_FAILED",
                  .message = "the zygote did not start " + request.role + ": " + problem};
}

}  // namespace slots
