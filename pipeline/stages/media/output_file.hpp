// A result file that exists whole or not at all: written under a temporary name and renamed by commit(),
// durable, it and its name, when that returns. Without commit() it is removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace slots {

// Thrown by everything that writes; becomes STORAGE_FULL or STORAGE_ERROR.
struct StorageFailed {
  int why = 0;        // errno
  std::string doing;  // "write video.avi": never the whole path
};

class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path final_name);  // makes the folder if it is not there
  ~OutputFile();
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  void append(std::string_view data);
  void overwrite(std::uint64_t place, std::string_view data);  // of what was appended
  std::uint64_t size() const { return size_; }
  void commit();

 private:
  void flush();
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path name_, temporary_;
  int fd_ = -1;
  std::string pending_;  // appended, not yet written
  std::uint64_t size_ = 0;
};

}  // namespace slots
