#include "steps/worlds/http_request.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <sstream>
#include <stdexcept>

#include "harness/process/descriptor.hpp"
#include "pipeline/real/http/request_source.hpp"
#include "pipeline/real/http/url.hpp"

namespace ordeal {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string text_of(const HttpQuestion& question, const std::string& own_host) {
  std::ostringstream text;
  text << question.method << " " << question.target << " HTTP/1.1\r\n";
  if (!question.headers.contains("Host")) text << "Host: " << own_host << "\r\n";
  for (const auto& [name, value] : question.headers) text << name << ": " << value << "\r\n";
  text << "Content-Length: " << question.body.size() << "\r\nConnection: close\r\n\r\n" << question.body;
  return text.str();
}

process::Descriptor connect_to(const slots::Url& url, std::chrono::seconds patience) {
  const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
  process::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    ::setsockopt(socket.get(), SOL_SOCKET, option, &limit, sizeof limit);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.port)));
  ::inet_pton(AF_INET, url.host.c_str(), &address.sin_addr);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("nobody takes a connection at " + url.authority());
  }
  return socket;
}

// Until the peer closes, or `end` has come. Who is refused may be answered before he has said all.
std::string converse(int socket, std::string_view say, std::string_view end = "") {
  while (!say.empty()) {
    const auto sent = ::send(socket, say.data(), say.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    say.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string heard;
  char block[4096];
  for (ssize_t got; (got = ::recv(socket, block, sizeof block, 0)) > 0;) {
    heard.append(block, static_cast<std::size_t>(got));
    if (const auto at = heard.find(end); !end.empty() && at != std::string::npos)
      return heard.substr(0, at + end.size());
  }
  return heard;
}

HttpAnswer parsed(const std::string& text) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto end = text.find("\r\n\r\n");
  if (!text.starts_with(kVersion) || end == std::string::npos) {
    throw std::runtime_error("the director's answer is no HTTP: '" + text.substr(0, 200) + "'");
  }
  HttpAnswer answer{.status = static_cast<unsigned>(std::stoi(text.substr(kVersion.size(), 3))),
                    .body = text.substr(end + 4)};
  std::istringstream lines(text.substr(0, end + 2));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto colon = line.find(": ");
    answer.headers[lower(line.substr(0, colon))] = line.substr(colon + 2, line.size() - colon - 3);
  }
  return answer;
}

HttpAnswer answer_of(const slots::HttpResponse& response) {
  HttpAnswer answer{.status = response.status, .body = response.body};
  for (const auto& [name, value] : response.fields) answer.headers[lower(name)] = value;
  return answer;
}

}  // namespace

boost::json::object HttpAnswer::json() const {
  boost::system::error_code problem;
  const auto value = boost::json::parse(body, problem);
  if (problem || !value.is_object()) throw std::runtime_error("the answer is no JSON object: " + body);
  return value.get_object();
}

HttpAnswer ask_over_tcp(const std::string& address, const HttpQuestion& question) {
  const auto url = slots::parse_url(address).value();
  const auto socket = connect_to(url, question.patience);
  return parsed(converse(socket.get(), text_of(question, url.authority())));
}

std::string listen_over_tcp(const std::string& address, const HttpQuestion& question, std::string_view end) {
  const auto url = slots::parse_url(address).value();
  const auto socket = connect_to(url, question.patience);
  return converse(socket.get(), text_of(question, url.authority()), end);
}

std::variant<slots::Message, HttpAnswer> message_of(const HttpQuestion& question,
                                                    const std::string& own_host) {
  const auto header = [&](const char* name, const std::string& otherwise = "") {
    const auto found = question.headers.find(name);
    return found == question.headers.end() ? otherwise : found->second;
  };
  const slots::HttpRequest request{.method = question.method,
                                   .target = question.target,
                                   .idempotency_key = header("Idempotency-Key"),
                                   .last_event_id = header("Last-Event-ID"),
                                   .host = header("Host", own_host),
                                   .origin = header("Origin"),
                                   .content_type = header("Content-Type"),
                                   .body = question.body};
  if (const auto foreign = slots::refusal_by_source(request, own_host)) {
    return answer_of(slots::response_of(*foreign));
  }
  auto read = slots::message_of(request);
  if (const auto* refused = std::get_if<slots::HttpResponse>(&read)) return answer_of(*refused);
  return std::get<slots::Message>(std::move(read));
}

HttpAnswer answer_of(const slots::Message& reply) {
  return answer_of(slots::response_of(reply));
}

}  // namespace ordeal
