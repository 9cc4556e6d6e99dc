#include "harness/process/interrupts.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace ordeal::process {

Interrupts::Interrupts() {
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now{};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaddset(&wanted, signal);
  }
  sigprocmask(SIG_BLOCK, &wanted, &before_);
  arrived_ = Descriptor(signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
}

Interrupts::~Interrupts() {
  take();  // one that came too late to be obeyed must not end the program while it writes its reports
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int Interrupts::take() {
  int count = 0;
  signalfd_siginfo info;
  while (read(arrived_.get(), &info, sizeof info) == sizeof info) ++count;
  return count;
}

}  // namespace ordeal::process
