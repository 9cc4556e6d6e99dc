#include "harness/messages/stream_file.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "harness/messages/ndjson.hpp"

namespace ordeal::messages {
namespace {

using boost::system::in_place_error;
using boost::system::in_place_value;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

class Lines {
 public:
  Lines(std::FILE* file, std::size_t longest) : file_(file), longest_(longest) {}

  enum class Got { line, unfinished_line, nothing, too_long };

  Got next() {
    line_.clear();
    for (;;) {
      if (begin_ == end_) {
        begin_ = 0;
        end_ = std::fread(buffer_.data(), 1, buffer_.size(), file_);
        if (end_ == 0) return line_.empty() ? Got::nothing : Got::unfinished_line;
      }
      const char* from = buffer_.data() + begin_;
      const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
      const std::size_t size = newline == nullptr ? end_ - begin_ : static_cast<std::size_t>(newline - from);
      if (line_.size() + size > longest_) return Got::too_long;
      line_.append(from, size);
      begin_ += size;
      if (newline == nullptr) continue;
      ++begin_;
      if (line_.ends_with('\r')) line_.pop_back();
      return Got::line;
    }
  }
  const std::string& line() const { return line_; }

 private:
  std::FILE* file_;
  std::size_t longest_;
  std::vector<char> buffer_ = std::vector<char>(std::size_t{256} << 10);
  std::size_t begin_ = 0, end_ = 0;
  std::string line_;
};

bool is_message_we_know(std::string_view line) {
  const auto message = from_ndjson(line);
  return message && !std::holds_alternative<UnknownMessage>(*message);
}

}  // namespace

boost::system::result<StreamEnd, std::string> read_stream(
    const std::filesystem::path& name,
    const std::function<boost::system::result<void, std::string>(std::string_view)>& on_line,
    std::size_t longest) {
  const auto failure = [&](const std::string& what) {
    return boost::system::result<StreamEnd, std::string>(in_place_error, name.string() + ": " + what);
  };
  const File file(std::fopen(name.c_str(), "re"), &std::fclose);
  if (!file) return failure(std::strerror(errno));
  Lines lines(file.get(), longest);
  bool any = false;
  for (std::size_t number = 1;; ++number) {
    const std::string where = "line " + std::to_string(number) + ": ";
    const Lines::Got got = lines.next();
    if (got == Lines::Got::too_long) {
      return failure(where + "longer than " + std::to_string(longest) +
                     " bytes, so it is no message of ours");
    }
    if (std::ferror(file.get()) != 0) return failure(where + std::strerror(errno));
    if (got == Lines::Got::nothing) break;
    if (lines.line().empty()) continue;
    // A last line that is whole and only lacks its newline is a message like any other.
    if (got == Lines::Got::unfinished_line && from_ndjson(lines.line()).has_error() && any)
      return {in_place_value, StreamEnd{.cut_off = true}};
    if (!any && from_ndjson(lines.line()) && !is_message_we_know(lines.line()))
      return failure(where + "JSON, but no message of Cucumber's stream (--format messages writes one)");
    any = true;
    if (const auto taken = on_line(lines.line()); taken.has_error()) return failure(where + taken.error());
  }
  if (!any) return failure("holds no message; the run that wrote it ended before its first");
  return {in_place_value, StreamEnd{}};
}

}  // namespace ordeal::messages
