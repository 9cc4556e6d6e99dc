// For tests: fsync() and fdatasync() of this whole program, SQLite's too, are seen, and can be made to fail.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace slots::testing {

// While it lives; one at a time. Any thread.
class SyncSeam {
 public:
  // Asked at each sync, with the file's path: true makes it fail with EIO.
  explicit SyncSeam(std::function<bool(const std::string& path)> fails = {});
  ~SyncSeam();
  SyncSeam(const SyncSeam&) = delete;
  SyncSeam& operator=(const SyncSeam&) = delete;

  // Paths in the order of their syncs, failed ones too.
  std::vector<std::string> synced() const;

 private:
  friend int sync_file(int file, long call);
  std::function<bool(const std::string&)> fails_;
  std::vector<std::string> synced_;
};

}  // namespace slots::testing
