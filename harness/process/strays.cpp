#include "harness/process/strays.hpp"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "harness/process/enclosure.hpp"
#include "harness/process/pidfd.hpp"
#include "harness/process/process_table.hpp"

namespace ordeal::process {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;  // a process in uninterruptible sleep must not hold the run for ever
constexpr int kEmptyLooks = 4;

std::vector<Process> find_strays(const std::string& run, pid_t root) {
  const auto all = list_processes();
  auto strays = root ? descendants_of(root, all) : std::vector<Process>{};
  for (const auto& process : all)
    if (is_of_run(environment_of(process.pid, "ORDEAL_RUN").value_or(""), run)) strays.push_back(process);
  std::erase_if(strays,
                [](const Process& process) { return process.pid == getpid() || process.state == 'Z'; });
  return strays;
}

void reap_what_ended(std::set<pid_t>& met) {
  for (pid_t pid; (pid = waitpid(-1, nullptr, WNOHANG)) > 0;) met.insert(pid);
}

bool end_one(const Process& stray) {
  const auto pidfd = open_pidfd(stray.pid);
  return pidfd && is_still(stray) && send_signal(pidfd->get(), SIGKILL).accepted;
}

// /proc/sysvipc/shm: key shmid perms size cpid lpid nattch …
void remove_shared_memory_of(const std::set<pid_t>& creators) {
  std::istringstream lines(read_proc("/proc/sysvipc/shm"));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    long key = 0, users = 0;
    int id = 0;
    pid_t creator = 0, last = 0;
    std::string permissions, size;
    fields >> key >> id >> permissions >> size >> creator >> last >> users;
    if (fields && users == 0 && creators.contains(creator)) shmctl(id, IPC_RMID, nullptr);
  }
}

}  // namespace

int end_strays(const std::string& run, pid_t root, std::set<pid_t>& met) {
  std::set<std::pair<pid_t, unsigned long long>> ended;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (int empty = 0; empty < kEmptyLooks && std::chrono::steady_clock::now() < until;) {
    const auto strays = find_strays(run, root);
    empty = strays.empty() ? empty + 1 : 0;
    for (const auto& stray : strays) {
      met.insert(stray.pid);
      if (end_one(stray)) ended.emplace(stray.pid, stray.started);
    }
    if (root == getpid()) reap_what_ended(met);
    std::this_thread::sleep_for(empty > 0 ? 2ms : 500us);
  }
  return static_cast<int>(ended.size());
}

void remove_remains(const std::string& run, const std::set<pid_t>& creators,
                    const std::filesystem::path& scratch) {
  remove_shared_memory_of(creators);
  std::error_code refused;  // somebody else's file, or gone meanwhile: the audit names what stays
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm", refused))
    if (entry.path().filename().string().find(run) != std::string::npos)
      std::filesystem::remove_all(entry.path(), refused);
  if (!scratch.empty()) std::filesystem::remove_all(scratch, refused);
}

}  // namespace ordeal::process
