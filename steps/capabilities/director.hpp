// The director and what it needs: configured before it starts, told by signals, started again once it has
// ended.
#pragma once

#include <optional>
#include <vector>

#include "pipeline/director/config.hpp"
#include "pipeline/env/env.hpp"

namespace ordeal {

class Director {
 public:
  virtual ~Director() = default;
  // What start() gives to the director; steps change it before.
  virtual slots::DirectorConfig& config() = 0;
  // Starts what a slot needs (model server, director, workers) and waits until a worker is active.
  virtual void start() = 0;
  // The same, but waits for the director alone: no worker may be able to start.
  virtual void start_alone() = 0;
  virtual bool started() const = 0;
  // Whether the kernel (on sim: the world) took the signal for its process.
  virtual bool signal(int number) = 0;
  // How its process ended, as a shell shows it: 128+N by signal N. Nothing: it runs.
  virtual std::optional<int> ended() = 0;
  // What its journal has, in order. Throws while its process runs, which holds it.
  virtual std::vector<slots::Record> journal() = 0;
  // The next one, over what the one before left; waits until a worker is active. Throws while that one runs.
  virtual void start_again() = 0;
};

}  // namespace ordeal
