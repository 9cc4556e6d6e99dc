// The real world under the conformance scripts: each program on a thread and in a world of its own.
#include <mutex>
#include <thread>

#include "pipeline/env/conformance/world_under_test.hpp"
#include "pipeline/env/trace.hpp"
#include "pipeline/real/http/raw_tcp.hpp"
#include "pipeline/real/test_world.hpp"

namespace slots::conformance {
namespace {

// Hears what the programs call. They run on threads of this process; one listener serves all worlds, one
// after the other.
class CallsHeard {
 public:
  CallsHeard() {
    take();  // of the world before
    slot_trace_install(&kHooks);
  }
  ~CallsHeard() { slot_trace_install(nullptr); }
  CallsHeard(const CallsHeard&) = delete;

  std::map<std::string, std::uint64_t> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(calls, {});
  }

 private:
  static void push(const char* category, const char* name) { ranges.emplace_back(category, name); }
  static void pop() {
    if (!ranges.empty()) ranges.pop_back();
  }
  static void mark(const char* call, const char* object) {
    std::string_view stage;
    for (const auto& [category, name] : ranges) {
      if (category == "stage") stage = name;
    }
    const std::lock_guard lock(mutex);
    ++calls[call_in_words(call, object ? object : call, stage)];
  }
  static void name(const char*) {}

  static constexpr TraceHooks kHooks{push, pop, mark, name};
  static inline thread_local std::vector<std::pair<std::string, std::string>> ranges;
  static inline std::mutex mutex;
  static inline std::map<std::string, std::uint64_t> calls;
};

class RealUnderTest final : public WorldUnderTest {
 public:
  explicit RealUnderTest(bool zygote) : zygote_(zygote) { std::filesystem::create_directory(folder()); }

  void start(const std::string& role, Program program) override { programs_[role] = std::move(program); }

  std::map<std::string, int> run() override {
    std::map<std::string, int> codes;
    for (const auto& [role, program] : programs_) codes[role] = -1;
    std::vector<std::thread> threads;
    for (auto& [role, program] : programs_) {
      threads.emplace_back([&, role = role, code = &codes[role]] { *code = run_one(role, program); });
    }
    for (auto& thread : threads) thread.join();
    programs_.clear();
    return codes;
  }

  std::string address(Peers peers) override {
    return peers == Peers::workers ? "unix:" + (root_ / "command.sock")
                                   : "http://127.0.0.1:" + std::to_string(port_);
  }
  std::map<std::string, std::uint64_t> calls() override { return heard_.take(); }
  std::string folder() override { return root_ / "files"; }

 private:
  int run_one(const std::string& role, const Program& program) {
    RealWorld world({.role = role,
                     .log_file = root_ / (role + ".log"),
                     .journal_file = root_ / (role + ".db"),
                     .workers = {.program = ORDEAL_BINARY_DIR "/bin/slots_conformance_worker",
                                 .zygote = zygote_,
                                 .log_folder = root_.path()}});
    return world.run(program);
  }

  bool zygote_;
  CallsHeard heard_;
  const testing::Folder root_;
  const int port_ = testing::free_port();
  std::map<std::string, Program> programs_;
};

}  // namespace

std::vector<NamedWorld> worlds_under_test() {
  std::vector<NamedWorld> worlds = {{"Real", [] { return std::make_unique<RealUnderTest>(false); }}};
#if !defined(__has_feature) || !__has_feature(thread_sanitizer)
  // The thread sanitizer's own thread would keep the zygote from forking.
  worlds.push_back({"RealWithZygote", [] { return std::make_unique<RealUnderTest>(true); }});
#endif
  return worlds;
}

}  // namespace slots::conformance
