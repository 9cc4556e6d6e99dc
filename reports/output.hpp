// Where a report writes: a stream that is already open, or a file that appears under its name only when it is
// complete. Until then it is NAME.PID.partial beside it, which goes away when the report is given up, and
// what had the name before is gone: a run that is killed leaves no older one's green report.
#pragma once

#include <boost/system/result.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace ordeal::reports {

class Output {
 public:
  // Creates missing folders. What exists under the name and is no ordinary file (a pipe, /dev/stdout) is
  // written to directly. The error names the file and the reason.
  static boost::system::result<Output, std::string> file(const std::filesystem::path& name);

  // Does not close the stream.
  static Output stream(std::FILE* stream) { return Output(stream, {}, {}); }

  Output(Output&&) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  // The first failure is kept for finish(); what comes after it is dropped.
  void write(std::string_view text);
  void flush();

  // Closes the file and gives it its name.
  [[nodiscard]] boost::system::result<void, std::string> finish();

 private:
  Output(std::FILE* stream, std::filesystem::path name, std::filesystem::path partial)
      : stream_(stream), name_(std::move(name)), partial_(std::move(partial)) {}
  void note_failure();

  std::FILE* stream_;              // nullptr once finished or moved away
  std::filesystem::path name_;     // empty: a stream of someone else's
  std::filesystem::path partial_;  // empty: written to directly
  std::string error_;
};

}  // namespace ordeal::reports
