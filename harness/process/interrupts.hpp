// SIGINT and SIGTERM as something to poll for, while an object of this class lives. A signal that the program
// was started with as ignored (nohup, a shell's background job) stays ignored.
#pragma once

#include <signal.h>

#include "harness/process/descriptor.hpp"

namespace ordeal::process {

class Interrupts {
 public:
  Interrupts();
  ~Interrupts();  // the signal mask is as before
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  int descriptor() const { return arrived_.get(); }  // readable when one has arrived
  int take();                                        // how many arrived since the last call

 private:
  sigset_t before_;
  Descriptor arrived_;
};

}  // namespace ordeal::process
