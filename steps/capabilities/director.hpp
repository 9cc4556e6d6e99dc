// The director and what it needs: configured before it starts, started once.
#pragma once

#include "pipeline/director/config.hpp"

namespace ordeal {

class Director {
 public:
  virtual ~Director() = default;
  // What start() gives to the director; steps change it before.
  virtual slots::DirectorConfig& config() = 0;
  // Starts what a slot needs (model server, director, workers) and waits until a worker is active.
  virtual void start() = 0;
  virtual bool started() const = 0;
};

}  // namespace ordeal
