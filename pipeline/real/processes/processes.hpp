// Workers as children of this process: from a zygote, or each by a fresh start of the program.
#pragma once

#include <string>

#include "pipeline/env/env.hpp"
#include "pipeline/real/processes/process.hpp"

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
  // Makes this process a subreaper.
  RealProcesses(Reactor& reactor, Log& log, WorkerProgram worker);
  ~RealProcesses() override;

  Task<Result<ProcessPtr>> spawn(SpawnRequest request) override;
  void signal(Process& process, int signal) override;

 private:
  struct Order;
  struct Zygote;
  using Started = Result<std::shared_ptr<RealProcess>>;
  struct Files {
    Descriptor settings, output;
  };

  Task<void> serve();
  Task<Started> start(const SpawnRequest& request);
  Task<Started> start_afresh(const SpawnRequest& request);
  Task<Started> start_from_zygote(const SpawnRequest& request);
  Task<std::optional<Started>> ask_zygote(const SpawnRequest& request, Files files);
  Task<Started> execute(const std::string& what, std::vector<std::string> arguments, int hand_over,
                        int output);
  Task<Result<void>> need_zygote();
  Result<Files> open_files(const SpawnRequest& request) const;

  Reactor& reactor_;
  Log& log_;
  WorkerProgram worker_;
  Channel<std::shared_ptr<Order>> orders_;
  std::unique_ptr<Zygote> zygote_;
  Nursery nursery_;
};

}  // namespace slots
