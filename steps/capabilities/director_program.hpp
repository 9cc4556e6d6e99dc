// slot-director as a program of the machine: what starts it, and further ones beside the scenario's own. Only
// where programs are real.
#pragma once

#include <string>
#include <vector>

#include "pipeline/director/config.hpp"

namespace ordeal {

// How a start of a program ended that was not to succeed.
struct FailedStart {
  int exit_code = 0;   // as a shell shows it
  std::string said;    // on standard output and standard error
  std::string logged;  // its log; empty: it had none
};

class DirectorProgram {
 public:
  virtual ~DirectorProgram() = default;
  // The scenario's director is started by that program, as by nohup. Before it starts.
  virtual void start_by(std::string program) = 0;
  // The scenario's configuration for one more director: address, data and logs are its own.
  virtual slots::DirectorConfig another() = 0;
  // Starts one with it and waits for its end. Throws when it has not ended after 20 s (wall).
  virtual FailedStart fail_to_start(const slots::DirectorConfig& config) = 0;
  // Children of the scenario's director, as the kernel lists them, that are neither workers nor their zygote:
  // "process 12 `worker 1`".
  virtual std::vector<std::string> stray_children() = 0;
};

}  // namespace ordeal
