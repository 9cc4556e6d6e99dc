#include "pipeline/real/http/http_fetch.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "pipeline/real/descriptor.hpp"
#include "pipeline/real/http/tcp.hpp"
#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kPiece = 256 << 10;

// The file while it is not whole; used by one thread at a time.
class Part {
 public:
  explicit Part(std::string path) : path_(std::move(path)) {}
  ~Part() {
    if (file_ && !whole_ && is_still_mine()) ::unlink(path_.c_str());
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  // A new file, not the old one made empty: a download that was given up may still be ending, and must not
  // remove its successor.
  Result<void> create() {
    ::unlink(path_.c_str());
    file_ = Descriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file_) return storage_error(errno, "create", path_, "STORAGE_ERROR");
    return {};
  }
  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto wrote = ::write(file_.get(), bytes.data(), bytes.size());
      if (wrote < 0) return storage_error(errno, "write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
  }
  Result<void> finish() {
    if (::fsync(file_.get()) != 0) return storage_error(errno, "write", path_);
    whole_ = true;
    return {};
  }

 private:
  bool is_still_mine() const {
    struct stat opened{}, named{};
    return ::fstat(file_.get(), &opened) == 0 && ::stat(path_.c_str(), &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
  }
  std::string path_;
  Descriptor file_;
  bool whole_ = false;
};

struct Download {
  TcpStreamPtr stream;
  http::request<http::empty_body> request;
  http::response_parser<http::buffer_body> parser;
  std::string piece = std::string(kPiece, '\0');
};

Error failed(const std::string& message, boost::json::object details) {
  return {.code = "DOWNLOAD_FAILED", .message = message, .details = std::move(details)};
}

Error too_long(const std::string& name, std::int64_t bytes, std::int64_t limit) {
  return failed(name + " has " + std::to_string(bytes) + " bytes or more; at most " + std::to_string(limit) +
                    " are expected",
                {{"received_bytes", bytes}, {"limit_bytes", limit}});
}

Error silent(const std::string& name, std::int64_t received, Duration limit) {
  return failed("the server said nothing more of " + name + " for " + std::to_string(as_ms(limit)) +
                    " ms, after " + std::to_string(received) + " bytes",
                {{"cause", "silent"}, {"received_bytes", received}, {"silence_limit_ms", as_ms(limit)}});
}

// Sends the request, then reads the answer's header.
Task<error_code> exchange_headers(Reactor& reactor, std::shared_ptr<Download> download) {
  auto& stream = download->stream;
  const auto asked = co_await completed<std::size_t>(reactor.loop(), download, [&](auto handler) {
    http::async_write(stream->tcp, download->request, std::move(handler));
  });
  const auto answered = co_await completed<std::size_t>(reactor.loop(), download, [&](auto handler) {
    http::async_read_header(stream->tcp, stream->buffer, download->parser, std::move(handler));
  });
  co_return answered.error&& asked.error ? asked.error : answered.error;
}

Task<Result<void>> ask(Reactor& reactor, std::shared_ptr<Download> download, std::string name,
                       const FetchRequest& request) {
  const auto error = co_await until(reactor.loop(), reactor.now() + request.silence_limit,
                                    exchange_headers(reactor, download));
  if (!error) co_return silent(name, 0, request.silence_limit);
  if (*error) {
    co_return failed(
        "the server ended the connection before it answered for " + name + ": " + error->message(),
        {{"cause", "lost"}});
  }
  const auto status = download->parser.get().result_int();
  if (status != 200) {
    co_return failed("the server answered " + std::to_string(status) + " for " + name, {{"status", status}});
  }
  const auto announced = download->parser.content_length();
  if (request.limit_bytes > 0 && announced && *announced > static_cast<std::uint64_t>(request.limit_bytes)) {
    co_return too_long(name, static_cast<std::int64_t>(*announced), request.limit_bytes);
  }
  co_return Result<void>();
}

// What the network has now, into the rest of the piece.
Task<error_code> read_some(Reactor& reactor, std::shared_ptr<Download> download) {
  const auto got = co_await completed<std::size_t>(reactor.loop(), download, [&](auto handler) {
    http::async_read_some(download->stream->tcp, download->stream->buffer, download->parser,
                          std::move(handler));
  });
  co_return got.error;
}

Error cut_off(const Download& download, const std::string& name, std::int64_t received,
              const error_code& why) {
  boost::json::object details = {{"cause", "lost"}, {"received_bytes", received}};
  std::string of;
  if (const auto announced = download.parser.content_length()) {
    details["expected_bytes"] = *announced;
    of = " of " + std::to_string(*announced);
  }
  return failed(name + " ended after " + std::to_string(received) + of + " bytes: " + why.message(),
                std::move(details));
}

// Fills download->piece; how much of it.
Task<Result<std::size_t>> read_piece(Reactor& reactor, std::shared_ptr<Download> download, std::string name,
                                     std::int64_t received, Duration silence_limit) {
  auto& body = download->parser.get().body();
  body.data = download->piece.data();
  body.size = download->piece.size();
  body.more = true;
  for (;;) {
    const auto error =
        co_await until(reactor.loop(), reactor.now() + silence_limit, read_some(reactor, download));
    const auto filled = download->piece.size() - body.size;
    const auto so_far = received + static_cast<std::int64_t>(filled);
    if (!error) co_return silent(name, so_far, silence_limit);
    if (*error && *error != http::error::need_buffer) co_return cut_off(*download, name, so_far, *error);
    if (download->parser.is_done() || body.size == 0 || *error) co_return filled;
  }
}

Task<Result<std::int64_t>> receive(Reactor& reactor, std::shared_ptr<Download> download, std::string name,
                                   FetchRequest request) {
  auto part = std::make_shared<Part>(request.file);
  if (auto made = co_await reactor.blocking([part] { return part->create(); }); !made) co_return made.error();
  std::int64_t received = 0;
  while (!download->parser.is_done()) {
    const auto filled = co_await read_piece(reactor, download, name, received, request.silence_limit);
    if (!filled) co_return filled.error();
    received += static_cast<std::int64_t>(*filled);
    if (request.limit_bytes > 0 && received > request.limit_bytes) {
      co_return too_long(name, received, request.limit_bytes);
    }
    const auto wrote = co_await reactor.blocking([part, download, size = *filled] {
      return part->write(std::string_view(download->piece).substr(0, size));
    });
    if (!wrote) co_return wrote.error();
  }
  if (auto done = co_await reactor.blocking([part] { return part->finish(); }); !done) co_return done.error();
  co_return received;
}

}  // namespace

Task<Result<std::int64_t>> fetch_http(Reactor& reactor, FetchRequest request, ConnectLimits limits) {
  const auto url = parse_url(request.url);
  if (!url) co_return url.error();
  const Reactor::Elsewhere server(reactor);
  auto stream = co_await connect_tcp(reactor, *url, limits);
  if (!stream) {
    Error error = stream.error();
    error.code = "DOWNLOAD_FAILED";
    co_return error;
  }
  const ClosedAtEnd closed(*stream);
  auto download = std::make_shared<Download>();
  download->stream = *stream;
  download->request = {http::verb::get, url->target, 11};
  download->request.set(http::field::host, url->authority());
  download->request.keep_alive(false);
  download->parser.body_limit(boost::none);
  const std::string name = file_name(url->target.substr(0, url->target.find('?')));
  if (auto there = co_await ask(reactor, download, name, request); !there) co_return there.error();
  co_return co_await receive(reactor, download, name, std::move(request));
}

}  // namespace slots
