#include "pipeline/real/processes/process.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "pipeline/real/processes/launch.hpp"

namespace slots {

std::string Printed::tail(std::size_t most) const {
  struct stat now{};
  if (!file || ::fstat(file.get(), &now) != 0 || now.st_size <= from) return {};
  const auto size = std::min<std::int64_t>(now.st_size - from, static_cast<std::int64_t>(most));
  std::string text(static_cast<std::size_t>(size), '\0');
  const auto got = ::pread(file.get(), text.data(), text.size(), now.st_size - size);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  text.erase(text.find_last_not_of(" \n\r\t") + 1);
  return text;
}

RealProcess::RealProcess(Reactor& reactor, std::int64_t its_pid, Descriptor pidfd)
    : Process(reactor.loop()), pidfd_(reactor.io(), pidfd.release()) {
  pid = its_pid;
}

std::shared_ptr<RealProcess> RealProcess::watch(Reactor& reactor, std::int64_t pid, Descriptor pidfd,
                                                Printed printed, std::function<void()> ended) {
  auto process = std::make_shared<RealProcess>(reactor, pid, std::move(pidfd));
  auto output = std::make_shared<Printed>(std::move(printed));
  process->pidfd_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             [process, output, ended](const boost::system::error_code& error) {
                               if (error) return;
                               process->exit = reap(process->pidfd_.native_handle());
                               process->last_words = output->tail(kLastWords);
                               if (ended) ended();
                               process->gone.notify();
                             });
  return process;
}

void RealProcess::send(int signal) {
  if (!exit) ::syscall(SYS_pidfd_send_signal, pidfd_.native_handle(), signal, nullptr, 0);
}

}  // namespace slots
