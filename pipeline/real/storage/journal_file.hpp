// The journal as a SQLite database: write-ahead log, a full fsync at every commit, held by one process. Any
// thread, one at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/env/env.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace slots {

class JournalFile {
 public:
  explicit JournalFile(std::string path) : path_(std::move(path)) {}

  // Opens the file at the first use. STORAGE_BUSY while another process holds it.
  Result<std::vector<Record>> load();
  // All of them in one transaction, or none, also for whoever opens the file after this process.
  Result<void> commit(const std::vector<const Record*>& records);
  // As commit, and all that was there before is gone.
  Result<void> replace(const std::vector<const Record*>& records);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  Result<void> open();
  Result<void> take_over();
  Result<void> execute(const char* sql);
  Result<Statement> prepare(const char* sql);
  Result<void> insert(const Record& record);
  Result<void> transact(const char* first, const std::vector<const Record*>& records);
  void roll_back();
  Result<void> withdraw();
  Result<std::int64_t> schema_version();
  Error problem(const std::string& action) const;

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement insert_;       // ends before the database
  bool in_doubt_ = false;  // a COMMIT failed, and nothing durable has taken its place yet
};

}  // namespace slots
