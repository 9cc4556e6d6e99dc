// The director of a world of real programs, and further ones beside it.
#include <unistd.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <csignal>
#include <deque>
#include <fstream>
#include <stdexcept>

#include "harness/process/process_table.hpp"
#include "harness/text/file.hpp"
#include "pipeline/protocol/worker_exit.hpp"
#include "pipeline/real/storage/journal_file.hpp"
#include "steps/worlds/built_program.hpp"
#include "steps/worlds/director_file.hpp"
#include "steps/worlds/real_world.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFailedStartLimit = 20s;
constexpr std::size_t kLastLines = 10;

std::string contents_of(const fs::path& file) {
  const auto content = content_of(file);
  return content ? *content : "";
}

// The same line again and again counts once: a worker that is tried anew fails as before.
std::string last_lines_of(const fs::path& file, std::size_t count) {
  std::deque<std::string> last;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!last.empty() && last.back() == line) continue;
    last.push_back(line);
    if (last.size() > count) last.pop_front();
  }
  return boost::algorithm::join(last, "\n");
}

}  // namespace

void RealWorld::start_director() {
  const fs::path file = facts().evidence / "director.yaml";
  write_director_file(config(), file);
  director_.reset();
  director_.emplace(start_director_program(file, "director", facts().evidence / "director.txt"));
}

process::Child RealWorld::start_director_program(const fs::path& file, const std::string& role,
                                                 const fs::path& output) {
  std::vector<std::string> argv{built_program("slot-director"), "--config", file.string()};
  if (role == "director" && !director_starter_.empty()) argv.insert(argv.begin(), director_starter_);
  auto child = start_program(
      "the " + role, {.argv = argv, .environment = environment_of(role), .output = output, .errors = output});
  clock_->started(child.pid());
  return child;
}

slots::DirectorConfig RealWorld::another() {
  const std::string name = "director-" + std::to_string(++further_directors_ + 1);
  slots::DirectorConfig another = config();
  another.listen = "http://127.0.0.1:" + std::to_string(free_port(director_port()));
  another.data = scratch_ / name;
  another.logs = facts().evidence / name;
  return another;
}

FailedStart RealWorld::fail_to_start(const slots::DirectorConfig& config) {
  const fs::path logs = config.logs, output = logs / "director.txt";
  fs::create_directories(logs);
  write_director_file(config, logs / "director.yaml");
  auto child = start_director_program(logs / "director.yaml", logs.filename(), output);
  const ScenarioClock::LetGo time_goes_on(*clock_);
  const auto ended = child.wait(kFailedStartLimit);
  if (!ended) {
    throw std::runtime_error("a director that was not to start still runs after " +
                             std::to_string(kFailedStartLimit / 1s) + " s; it said: " + contents_of(output));
  }
  return {.exit_code = ended->as_shell(),
          .said = contents_of(output),
          .logged = contents_of(logs / "director.log")};
}

std::vector<std::string> RealWorld::stray_children() {
  const auto rows = rules_->rows();
  std::vector<std::string> strays;
  for (const auto& process : process::list_processes()) {
    const bool has_role =
        std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.pid == process.pid; });
    if (process.parent != director_->pid() || has_role) continue;
    strays.push_back((process.state == 'Z' ? "zombie " : "process ") + std::to_string(process.pid) + " `" +
                     process::command_of(process) + "`");
  }
  return strays;
}

bool RealWorld::signal(int number) {
  return director_ && send(director_->pid(), director_->pidfd(), number);
}

std::optional<int> RealWorld::exit_of_director() {
  const auto ended = director_ ? director_->poll() : std::nullopt;
  return ended ? std::optional(ended->as_shell()) : std::nullopt;
}

std::vector<slots::Record> RealWorld::journal_left() {
  return slots::JournalFile(config().data + "/journal.sqlite").load().value();
}

std::string RealWorld::last_words() {
  const auto words = last_lines_of(facts().evidence / "director.txt", kLastLines);
  return words.empty() ? "" : "; it said last:\n" + words;
}

void RealWorld::look_at_start() {
  if (!director_->poll()) return;
  throw std::runtime_error("the director ended while it started, with " + describe(*director_->poll()) +
                           "; see director.log in the scenario's folder" + last_words());
}

// A worker that cannot use its device, or its settings, will not do so the next time either.
void RealWorld::look_at_start(const ProgramEvent& event) {
  if (event.name != "worker_exited") return;
  const int code = event.fields.at("exit").to_number<int>();
  if (code != slots::worker_exit::kDeviceUnusable && code != slots::worker_exit::kBadSettings) return;
  const std::string role = event.fields.at("worker").as_string().c_str();
  throw std::runtime_error(role + " ended with exit code " + std::to_string(code) + ": " +
                           contents_of(facts().evidence / (role + ".out")));
}

// In place of the link to the program.
SpoilableProgram RealWorld::spoilable_program() {
  const fs::path file = config().worker_program;
  return {.spoil = [file](ProgramFlaw flaw) -> std::string {
            fs::remove(file);
            if (flaw == ProgramFlaw::missing) return "there is no such file";
            const bool foreign = flaw == ProgramFlaw::foreign;
            std::ofstream(file) << std::string(
                                       "\x7f"
                                       "ELF\2\1\1",
                                       7)
                                << std::string(57, '\0');
            fs::permissions(file, foreign ? fs::perms::owner_all : fs::perms::owner_read);
            if (foreign) return "it has no code for this machine";
            if (::access(file.c_str(), X_OK) == 0) throw std::runtime_error("it is executable all the same");
            return "the kernel says that it is not executable";
          },
          .mend =
              [file] {
                fs::remove(file);
                fs::create_symlink(built_program("slot-worker"), file);
              },
          .now = victim("director").now};
}

bool RealWorld::is_stopped(int pid) const {
  return ThreadEvidence(pid, pid).state() == 'T';
}

// By SIGSTOP: the kernel still takes what is sent to it.
Silenceable RealWorld::silenceable_director() {
  return {.silence = [this] { return signal(SIGSTOP); },
          .silent = [this] { return is_stopped(director_->pid()); },
          .end = [this] { director_->signal(SIGCONT); },
          .how = "the kernel says that it is stopped",
          .now = victim("director").now};
}

}  // namespace ordeal
