#include "harness/process/audit.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>

#include "harness/process/enclosure.hpp"
#include "harness/process/pidfd.hpp"
#include "harness/process/process_table.hpp"
#include "harness/process/sockets.hpp"

namespace ordeal::process {

namespace {

namespace fs = std::filesystem;

std::set<pid_t> lineage(const std::vector<Process>& all) {
  std::map<pid_t, pid_t> parents;
  for (const auto& process : all) parents[process.pid] = process.parent;
  std::set<pid_t> line;
  for (pid_t pid = getpid(); pid > 0 && line.insert(pid).second;) pid = parents[pid];
  return line;
}

void add_processes(const std::vector<Process>& mine, const std::set<pid_t>& line, pid_t reaper,
                   std::set<Thing>& things) {
  for (const auto& process : mine) {
    if (line.contains(process.pid) || process.kernel_thread) continue;
    const bool zombie = process.state == 'Z';
    if (zombie && process.parent == reaper) continue;
    const auto pid = std::to_string(process.pid);
    const auto command = "`" + command_of(process) + "`";
    things.insert({Resource::process, pid + ":" + std::to_string(process.started),
                   zombie ? "zombie " + pid + " " + command + ", not waited for by process " +
                                std::to_string(process.parent)
                          : "process " + pid + " " + command,
                   zombie ? 0 : process.pid});
  }
}

void add_ports(const std::vector<Process>& mine, bool only_mine, std::set<Thing>& things) {
  for (const auto& socket : list_waiting_sockets()) {
    const auto holders = holders_of(socket.inode, mine);
    if (holders.empty() && only_mine) continue;
    std::string who;
    for (const auto& holder : holders)
      who += (who.empty() ? "" : ", ") + holder.name + ", pid " + std::to_string(holder.pid);
    things.insert({Resource::port, socket.address + " " + socket.inode,
                   "port " + socket.address + " (" + (who.empty() ? "holder unknown" : who) + ")"});
  }
}

// mountinfo: id parent device root place options … - type source options
void add_mounts(std::set<Thing>& things) {
  std::istringstream lines(read_proc("/proc/self/mountinfo"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string id, parent, device, root, place, word, type, source;
    fields >> id >> parent >> device >> root >> place;
    while (fields >> word && word != "-") continue;
    fields >> type >> source;
    things.insert({Resource::mount, id + " " + place, "mount of " + type + " '" + source + "' on " + place});
  }
}

// Each table: key id permissions …; of shared memory also size and creator.
void add_system_v_ipc(std::set<Thing>& things) {
  const std::pair<const char*, const char*> tables[] = {
      {"shm", "shared memory segment"}, {"sem", "semaphore set"}, {"msg", "message queue"}};
  for (const auto& [file, what] : tables) {
    std::istringstream lines(read_proc(std::string("/proc/sysvipc/") + file));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
      std::istringstream fields(line);
      std::string key, id, permissions, size, creator;
      fields >> key >> id >> permissions >> size >> creator;
      std::string name = std::string("System V ") + what + " " + id + " (key " + key;
      if (std::string(file) == "shm") name += ", " + size + " bytes, made by process " + creator;
      things.insert({Resource::system_v_ipc, std::string(file) + " " + id, name + ")"});
    }
  }
}

// Whether this name carries the id of a run (new_run_id) that is neither `run` nor inside it.
bool is_of_another_run(const std::string& name, const std::string& run) {
  static const std::regex id("[0-9a-f]{8,}(-[0-9a-f]+){2,}");
  std::smatch found;
  return std::regex_search(name, found, id) && !is_of_run(found.str(), run);
}

// Where /dev/shm is everybody's, what other scenarios have there at the moment is theirs to clear up.
void erase_shared_memory_of_others(const std::string& run, std::set<Thing>& things) {
  std::erase_if(things, [&](const Thing& thing) {
    return thing.kind == Resource::shared_memory_file && is_of_another_run(thing.key, run);
  });
}

// All below the folder, without entering other file systems (what is bound into /tmp belongs to the outside).
void add_files(const fs::path& folder, Resource kind, const char* what, std::set<Thing>& things) {
  struct stat here{};
  if (stat(folder.c_str(), &here)) return;
  std::error_code gone;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, gone), end;
  for (; !gone && it != end; it.increment(gone)) {
    struct stat entry{};
    if (lstat(it->path().c_str(), &entry)) continue;  // gone meanwhile
    if (entry.st_dev != here.st_dev) it.disable_recursion_pending();
    things.insert({kind, it->path().string(), std::string(what) + " " + it->path().string()});
  }
}

std::set<Thing> list_things(const AuditScope& scope) {
  const auto all = list_processes();
  const auto mine = scope.root ? descendants_of(scope.root, all) : all;
  std::set<Thing> things;
  add_processes(mine, lineage(all), scope.root ? scope.root : 1, things);
  add_ports(mine, scope.root != 0, things);
  add_mounts(things);
  add_system_v_ipc(things);
  add_files("/dev/shm", Resource::shared_memory_file, "shared memory file", things);
  if (!scope.run.empty()) erase_shared_memory_of_others(scope.run, things);
  add_files(scope.temporary, Resource::temporary_file, "temporary file", things);
  return things;
}

}  // namespace

AuditScope scope_of(const JobContext& job) {
  const auto& facts = job.facts();
  const bool shared = facts.way == Way::subreaper;
  if (!shared) return everything_here();
  return {.root = facts.reaper, .run = facts.run, .temporary = facts.scratch};
}

AuditScope everything_here() {
  return {.root = 0, .run = "", .temporary = "/tmp"};
}

Baseline take_baseline(const AuditScope& scope) {
  return {scope, list_things(scope)};
}

Leftovers audit(const Baseline& before, const std::function<bool(const Thing&)>& may_stay) {
  const auto now = list_things(before.scope);
  Leftovers left;
  std::set<fs::path> new_places;
  for (const auto& thing : now) {
    if (before.things.contains(thing) || (may_stay && may_stay(thing))) continue;
    const bool file = thing.kind == Resource::shared_memory_file || thing.kind == Resource::temporary_file;
    const bool named_already = file && new_places.contains(fs::path(thing.key).parent_path());
    if (file) new_places.insert(thing.key);
    if (!named_already) left.push_back(thing);
  }
  return left;
}

bool wait_for_an_end(const Leftovers& left, std::chrono::milliseconds within) {
  std::vector<Descriptor> processes;
  std::vector<pollfd> ends;
  for (const auto& thing : left) {
    if (thing.runs == 0) continue;
    auto process = open_pidfd(thing.runs);
    if (!process) return true;  // it ended a moment ago
    ends.push_back({process->get(), POLLIN, 0});
    processes.push_back(std::move(*process));
  }
  return !ends.empty() &&
         poll(ends.data(), ends.size(), static_cast<int>(std::max<long>(0, within.count()))) > 0;
}

std::string describe(const Leftovers& left) {
  std::string text;
  for (const auto& thing : left) text += "left over: " + thing.name + "\n";
  return text;
}

}  // namespace ordeal::process
