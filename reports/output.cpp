#include "reports/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ordeal::reports {
namespace fs = std::filesystem;
namespace {

// A report writes many small pieces; 4 KiB at a time, as a stream has it, costs more than to make them.
constexpr std::size_t file_buffer = std::size_t{256} << 10;

std::string failure(const fs::path& name, int error) {
  return "cannot write " + (name.empty() ? std::string("the report") : name.string()) + ": " +
         std::strerror(error);
}

}  // namespace

boost::system::result<Output, std::string> Output::file(const fs::path& name) {
  std::error_code ignored_here;  // opening says better what is wrong
  if (name.has_parent_path()) fs::create_directories(name.parent_path(), ignored_here);
  const bool direct = fs::exists(name, ignored_here) && !fs::is_regular_file(name, ignored_here);
  const fs::path partial =
      direct ? fs::path() : fs::path(name.string() + "." + std::to_string(getpid()) + ".partial");
  std::FILE* stream = std::fopen((direct ? name : partial).c_str(), "we");
  if (stream == nullptr) return {boost::system::in_place_error, failure(name, errno)};
  std::setvbuf(stream, nullptr, _IOFBF, file_buffer);
  // Whatever ends this program, what it was told to write is not there in an older form.
  if (!direct) fs::remove(name, ignored_here);
  return Output(stream, name, partial);
}

Output::Output(Output&& other) noexcept
    : stream_(std::exchange(other.stream_, nullptr)),
      name_(std::move(other.name_)),
      partial_(std::move(other.partial_)),
      error_(std::move(other.error_)) {}

Output::~Output() {
  if (stream_ == nullptr || name_.empty()) return;
  std::fclose(stream_);
  std::error_code already_gone;
  if (!partial_.empty()) fs::remove(partial_, already_gone);
}

void Output::note_failure() {
  if (error_.empty()) error_ = failure(name_, errno);
}

void Output::write(std::string_view text) {
  if (stream_ == nullptr || !error_.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) note_failure();
}

void Output::flush() {
  if (stream_ != nullptr && std::fflush(stream_) != 0) note_failure();
}

boost::system::result<void, std::string> Output::finish() {
  flush();
  std::FILE* stream = std::exchange(stream_, nullptr);
  if (stream != nullptr && !name_.empty()) {
    if (std::fclose(stream) != 0) note_failure();
    std::error_code error;
    if (!partial_.empty() && error_.empty()) fs::rename(partial_, name_, error);
    if (error) error_ = failure(name_, error.value());
    if (!partial_.empty() && !error_.empty()) fs::remove(partial_, error);
  }
  if (!error_.empty()) return {boost::system::in_place_error, error_};
  return {};
}

}  // namespace ordeal::reports
