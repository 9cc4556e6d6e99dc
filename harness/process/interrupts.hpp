// SIGINT, SIGTERM and SIGHUP as something to poll for, while an object of this class lives. A signal that the
// program was started with as ignored (nohup, a shell's background job) stays ignored.
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

  // In a process that was forked meanwhile: signals reach it as before.
  void let_through() const { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
  Descriptor arrived_;
};

}  // namespace ordeal::process
