#include "pipeline/real/processes/process.hpp"

#include <signal.h>
#include <sys/syscall.h>

#include "pipeline/real/processes/launch.hpp"

namespace slots {

RealProcess::RealProcess(Reactor& reactor, std::int64_t its_pid, Descriptor pidfd)
    : Process(reactor.loop()), pidfd_(reactor.io(), pidfd.release()) {
  pid = its_pid;
}

std::shared_ptr<RealProcess> RealProcess::watch(Reactor& reactor, std::int64_t pid, Descriptor pidfd,
                                                std::function<void()> ended) {
  auto process = std::make_shared<RealProcess>(reactor, pid, std::move(pidfd));
  process->pidfd_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             [process, ended](const boost::system::error_code& error) {
                               if (error) return;
                               process->exit = reap(process->pidfd_.native_handle());
                               if (ended) ended();
                               process->gone.notify();
                             });
  return process;
}

void RealProcess::send(int signal) {
  if (!exit) ::syscall(SYS_pidfd_send_signal, pidfd_.native_handle(), signal, nullptr, 0);
}

}  // namespace slots
