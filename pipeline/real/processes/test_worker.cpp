// A program for the tests of Processes: what its settings say, as worker, zygote or director.
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "pipeline/real/processes/zygote.hpp"
#include "pipeline/real/world.hpp"

namespace slots {
namespace {

// Everything that a worker is promised, as one line of JSON.
int describe(const SpawnRequest& request) {
  char name[17] = {};
  ::prctl(PR_GET_NAME, name, 0, 0, 0);
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal, 0, 0, 0);
  boost::json::array descriptors;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the directory's own
    const auto target = std::filesystem::read_symlink(entry.path(), gone);
    if (target.string().find("/fd") == std::string::npos) {
      descriptors.push_back(boost::json::string(entry.path().filename().string()));
    }
  }
  const char* variable = ::getenv("SLOTS_TEST");
  const boost::json::object line = {{"role", request.role},
                                    {"name", name},
                                    {"settings_bytes", request.settings.size()},
                                    {"parent", ::getppid()},
                                    {"death_signal", death_signal},
                                    {"descriptors", descriptors},
                                    {"sigint_ignored", ::signal(SIGINT, SIG_DFL) == SIG_IGN},
                                    {"variable", variable ? variable : ""}};
  std::printf("%s\n", boost::json::serialize(line).c_str());
  return 0;
}

int wait_for_signal(const SpawnRequest& request) {
  RealWorld world({.role = request.role});
  std::printf("ready\n");
  std::fflush(stdout);
  return world.run([](Env& env) -> Task<int> {
    const auto signal = co_await env.signals.incoming.receive();
    co_return signal == SIGTERM ? 0 : 1;
  });
}

// Starts a process that starts another one, which never end; says their pids, and waits.
int leave_children(const SpawnRequest& request) {
  int pids[2];
  if (::pipe(pids) != 0) return 2;
  const pid_t child = ::fork();
  if (child == 0) {
    const pid_t grandchild = ::fork();
    if (grandchild > 0 && ::write(pids[1], &grandchild, sizeof grandchild) < 0) ::_exit(2);
    for (;;) ::pause();
  }
  pid_t grandchild = 0;
  if (::read(pids[0], &grandchild, sizeof grandchild) < 0) return 2;
  std::printf("%d %d\n", child, grandchild);
  return wait_for_signal(request);
}

int run_worker(SpawnRequest request) {
  const auto settings = boost::json::parse(request.settings).as_object();
  const std::string what(settings.at("do").as_string());
  if (what == "exit") return static_cast<int>(settings.at("code").as_int64());
  if (what == "wait") return wait_for_signal(request);
  if (what == "leave children") return leave_children(request);
  if (what == "throw") throw std::runtime_error("as told");
  if (what == "describe") {
    ::prctl(PR_SET_NAME, request.role.c_str(), 0, 0, 0);
    return describe(request);
  }
  return 2;
}

// Spawns two workers, writes their pids into a file and waits to be killed.
int run_director(const std::string& self, const std::string& file, bool zygote) {
  RealWorld world({.role = "director", .workers = {.program = self, .zygote = zygote}});
  return world.run([&](Env& env) -> Task<int> {
    std::string pids;
    std::vector<ProcessPtr> workers;
    for (const char* role : {"worker 1", "standby"}) {
      auto worker = co_await env.processes.spawn({role, R"({"do":"wait"})"});
      if (!worker) co_return 1;
      pids += std::to_string((*worker)->pid) + "\n";
      workers.push_back(*worker);
    }
    if (!co_await env.files.write(file, pids)) co_return 1;
    co_await env.signals.incoming.receive();
    co_return 0;
  });
}

int run(int count, char** words) {
  std::string role;
  std::thread extra;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const auto next = [&] { return std::string(i + 1 < count ? words[++i] : ""); };
    if (word == "--extra-thread") extra = std::thread([] { ::pause(); });
    if (word == "--role") role = next();
    if (word == "--zygote") ::_exit(zygote_main(std::stoi(next()), run_worker));
    if (word == "--settings-fd") {
      const int fd = std::stoi(next());
      auto settings = read_settings(fd);
      ::close(fd);
      if (!settings) return 78;
      return run_worker({role, *settings});
    }
    if (word == "--director") {
      const std::string file = next();
      return run_director(words[0], file, next() == "zygote");
    }
  }
  return 2;
}

}  // namespace
}  // namespace slots

int main(int count, char** words) {
  try {
    return slots::run(count, words);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
