// kv-server FOLDER: a small key-value store, the program under test. It listens on a free port of 127.0.0.1,
// says "ready on port N", and answers lines: SET key value → OK; GET key → VALUE value, or NONE; COUNT →
// COUNT n.
//
// What it has acknowledged survives a crash, since each record is written and synced before the OK. With
// KV_ACKNOWLEDGES_EARLY in its environment it has a bug that is common in real stores: it keeps records in
// memory for a while.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

namespace {

class Store {
 public:
  explicit Store(const std::string& file) {
    std::ifstream log(file);
    std::string key, value, end;
    // A record whose end is missing was being written when the server died, and was never acknowledged.
    while (log >> key && std::getline(log >> std::ws, value, '\t') && std::getline(log, end) && end == ";") {
      values_[key] = value;
    }
    log_ = std::fopen(file.c_str(), "a");
  }

  std::string answer(const std::string& request) {
    std::istringstream words(request);
    std::string verb, key, value;
    words >> verb >> key;
    std::getline(words >> std::ws, value);
    if (verb == "SET") {
      record(key, value);
      return "OK";
    }
    if (verb == "COUNT") return "COUNT " + std::to_string(values_.size());
    const auto found = values_.find(key);
    return found == values_.end() ? "NONE" : "VALUE " + found->second;
  }

 private:
  void record(const std::string& key, const std::string& value) {
    std::fprintf(log_, "%s %s\t;\n", key.c_str(), value.c_str());
    if (!std::getenv("KV_ACKNOWLEDGES_EARLY")) {
      std::fflush(log_);
      fdatasync(fileno(log_));
    }
    values_[key] = value;
  }

  std::map<std::string, std::string> values_;
  std::FILE* log_ = nullptr;
};

void serve(int client, Store& store) {
  std::string received;
  char buffer[1024];
  for (ssize_t n; (n = read(client, buffer, sizeof buffer)) > 0;) {
    received.append(buffer, static_cast<std::size_t>(n));
    for (auto end = received.find('\n'); end != std::string::npos; end = received.find('\n')) {
      const std::string answer = store.answer(received.substr(0, end)) + "\n";
      received.erase(0, end + 1);
      if (send(client, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
  }
  close(client);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: kv-server FOLDER\n";
    return 2;
  }
  Store store(std::string(argv[1]) + "/log");
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* where = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, where, size) != 0 || listen(listener, 16) != 0 ||
      getsockname(listener, where, &size) != 0) {
    std::perror("kv-server: cannot listen");
    return 1;
  }
  std::cout << "ready on port " << ntohs(address.sin_port) << std::endl;
  for (int client; (client = accept(listener, nullptr, nullptr)) >= 0;) serve(client, store);
}
