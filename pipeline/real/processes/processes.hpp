// Workers as children of this process: from a zygote, or each by a fresh start of the program.
#pragma once

#include <boost/asio/signal_set.hpp>
#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/real/processes/process.hpp"
#include "pipeline/real/processes/strays.hpp"

namespace slots {

struct WorkerProgram {
  // Started as `PROGRAM arguments… --zygote 3` (see zygote.hpp), or, with the zygote off, as
  // `PROGRAM arguments… --role ROLE --settings-fd 3` (see read_settings()).
  std::string program;
  std::vector<std::string> arguments;
  bool zygote = true;
  // What workers print goes to FOLDER/ROLE.out; empty: where this program's own output goes.
  std::string log_folder;
};

class RealProcesses final : public Processes {
 public:
  // Makes this process a subreaper: what a worker leaves behind when it ends is ended, too.
  RealProcesses(Reactor& reactor, Log& log, WorkerProgram worker);
  ~RealProcesses() override;

  Task<Result<ProcessPtr>> spawn(SpawnRequest request) override;
  void signal(Process& process, int signal) override;

 private:
  struct Order;
  struct Zygote;
  using Started = Result<std::shared_ptr<RealProcess>>;
  struct Files {
    Descriptor settings;
    Printed printed;
  };

  Task<void> serve();
  Task<Started> start(const SpawnRequest& request);
  Task<Started> start_afresh(const SpawnRequest& request);
  Task<Started> start_from_zygote(const SpawnRequest& request);
  Task<std::optional<Started>> ask_zygote(const SpawnRequest& request, Files files);
  Task<Started> execute(const std::string& what, std::vector<std::string> arguments, int hand_over,
                        Printed printed);
  Task<Result<void>> need_zygote();
  Task<std::string> how_it_failed(std::shared_ptr<RealProcess> zygote, bool answered);
  // The child is this process's own to wait for.
  std::shared_ptr<RealProcess> watch(pid_t child, Descriptor pidfd, Printed printed);
  void ended(pid_t child);
  void listen_for_ends();
  void look_after_strays();
  Result<Files> open_files(const SpawnRequest& request) const;

  Reactor& reactor_;
  Log& log_;
  WorkerProgram worker_;
  Channel<std::shared_ptr<Order>> orders_;
  std::unique_ptr<Zygote> zygote_;
  Strays strays_;
  bool is_forking_ = false;       // the zygote: there may be a child whose pid nobody knows yet
  bool leaves_strays_ = false;    // a child has ended, and what it left may not have been ended yet
  boost::asio::signal_set ends_;  // SIGCHLD
  Nursery nursery_;
};

}  // namespace slots
