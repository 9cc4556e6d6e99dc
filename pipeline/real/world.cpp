#include "pipeline/real/world.hpp"

#include <signal.h>
#include <sys/prctl.h>

#include "pipeline/real/absent.hpp"
#include "pipeline/real/cards/nvml_monitor.hpp"
#include "pipeline/real/storage/journal.hpp"

namespace slots {
namespace {

constexpr auto kLastWords = 1s;  // wall

// Errors of a write, not the process's end: a closed pipe, a file-size limit.
void ignore_deadly_write_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

struct Ending {
  std::optional<int> code;
  std::string reason;  // when there is no code
  bool over() const { return code || !reason.empty(); }
};

Task<void> observe(Task<int> program, Ending& ending) {
  try {
    ending.code = co_await std::move(program);
  } catch (const std::exception& problem) {
    ending.reason = std::string("exception: ") + problem.what();
  } catch (const Cancelled&) {
    ending.reason = "cancelled";
  } catch (...) {
    ending.reason = "an exception of an unknown type";
  }
}

std::unique_ptr<Processes> make_processes(Reactor& reactor, Log& log, const WorkerProgram& worker) {
  if (worker.program.empty()) return std::make_unique<NoProcesses>();
  return std::make_unique<RealProcesses>(reactor, log, worker);
}

std::unique_ptr<CardMonitor> make_cards(Reactor& reactor, const std::string& library) {
  if (library.empty()) return std::make_unique<NoCards>();
  return std::make_unique<NvmlMonitor>(reactor, library);
}

std::unique_ptr<Journal> make_journal(Reactor& reactor, const std::string& file) {
  if (file.empty()) return std::make_unique<NoJournal>();
  return std::make_unique<SqliteJournal>(reactor, file);
}

}  // namespace

RealWorld::RealWorld(RealOptions options)
    : reactor_(options.time_scale),
      clock_(reactor_, options.shortest_window),
      random_(options.seed),
      log_(clock_, options.role, options.log_file),
      signals_(reactor_),
      files_(reactor_),
      network_(reactor_, clock_, log_, options.network),
      processes_(make_processes(reactor_, log_, options.workers)),
      journal_(make_journal(reactor_, options.journal_file)),
      no_device_(std::make_unique<NoDevice>()),
      cards_(make_cards(reactor_, options.nvml)),
      env_{reactor_.loop(), clock_,    random_,  network_,
           *processes_,     *journal_, files_,   options.device ? *options.device : *no_device_,
           *cards_,         log_,      metrics_, signals_,
           options.role} {
  ignore_deadly_write_signals();
  if (!options.role.empty()) ::prctl(PR_SET_NAME, options.role.c_str(), 0, 0, 0);
}

RealWorld::~RealWorld() = default;

int RealWorld::run(const std::function<Task<int>(Env&)>& program) {
  Ending ending;
  {
    Nursery root(reactor_.loop(), Nursery::Mode::together, 0ns);
    root.spawn(observe(program(env_), ending));
    reactor_.run_until([&] { return ending.over(); });
  }
  network_.stop();
  reactor_.run_until([&] { return network_.all_sent(); }, kLastWords);
  if (!ending.code) log_.event("program_failed", {{"reason", ending.reason}});
  return ending.code.value_or(1);
}

}  // namespace slots
