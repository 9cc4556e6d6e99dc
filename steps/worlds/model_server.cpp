#include "steps/worlds/model_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

#include "harness/process/await.hpp"
#include "steps/worlds/built_program.hpp"

namespace ordeal {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr std::chrono::milliseconds kStartLimit = 10s;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string configuration(const fs::path& served, const fs::path& scratch, const fs::path& logs, int port) {
  const std::string tmp = (scratch / "nginx").string();
  // As root nginx gives its folders to "nobody", whom an enclosure's user namespace does not have.
  const std::string user = ::geteuid() == 0 ? "user root;\n" : "";
  std::string text = user + "daemon off;\nmaster_process off;\npid \"" + tmp + "/nginx.pid\";\nerror_log \"" +
                     (logs / "nginx-error.log").string() +
                     "\" info;\nevents { worker_connections 64; }\nhttp {\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string("  ") + kind + "_temp_path \"" + tmp + "/" + kind + "\";\n";
  }
  return text + "  access_log \"" + (logs / "nginx-access.log").string() +
         "\";\n  server {\n    listen 127.0.0.1:" + std::to_string(port) + ";\n    root \"" +
         served.string() + "\";\n  }\n}\n";
}

}  // namespace

int free_port(int kept) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool found = descriptor >= 0 &&
                     ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  const int port = ntohs(address.sin_port);
  const int other = found && port == kept ? free_port() : port;  // while this one is taken
  if (descriptor >= 0) ::close(descriptor);
  if (!found) throw std::runtime_error("no free port on loopback");
  return other;
}

ModelServer::ModelServer(const fs::path& served, const fs::path& scratch, const fs::path& log_folder,
                         int port, const std::map<std::string, std::string>& environment)
    : port_(port) {
  if (!fs::exists(kNginx)) {
    throw std::runtime_error(std::string("the model server is missing: there is no ") + kNginx +
                             "; run ci/setup, or install the package nginx-light");
  }
  fs::create_directories(scratch / "nginx");
  const fs::path file = scratch / "nginx" / "nginx.conf", pid_file = scratch / "nginx" / "nginx.pid";
  const std::ofstream empty(pid_file);
  std::ofstream(file) << configuration(served, scratch, log_folder, port);
  nginx_.emplace(start_program("the model server", {.argv = {kNginx, "-c", file.string(), "-e",
                                                             (log_folder / "nginx-error.log").string()},
                                                    .environment = environment,
                                                    .output = log_folder / "nginx.txt",
                                                    .errors = log_folder / "nginx.txt"}));
  wait_until_it_listens(pid_file);
}

// nginx writes its pid file once its sockets listen.
void ModelServer::wait_until_it_listens(const fs::path& pid_file) {
  if (process::await_line(*nginx_, pid_file, "", kStartLimit)) return;
  const auto ended = nginx_->poll();
  throw std::runtime_error("the model server does not listen: " +
                           (ended ? "it ended with " + describe(*ended)
                                  : "not within " + std::to_string(kStartLimit / 1s) + " s") +
                           "; see nginx-error.log in the scenario's folder");
}

std::string ModelServer::stop() {
  if (!nginx_) return "";
  nginx_->signal(SIGTERM);
  const auto ended = nginx_->wait(std::chrono::seconds(10));
  nginx_.reset();
  return ended ? "" : "the model server did not end within 10 s of SIGTERM";
}

}  // namespace ordeal
