#include "pipeline/real/storage/journal_file.hpp"

#include <sqlite3.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "pipeline/real/storage/storage_error.hpp"

namespace slots {
namespace {

constexpr std::int64_t kSchema = 1;
constexpr int kPatience_ms = 1000;  // wall: an ended process lets go of its lock at once

constexpr const char* kCreate =
    "CREATE TABLE record (number INTEGER PRIMARY KEY, slot TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT "
    "NULL);"
    "PRAGMA user_version = 1;";

std::string column(sqlite3_stmt* row, int index) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, index));
  return std::string(text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(row, index)));
}

}  // namespace

void JournalFile::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

void JournalFile::Close::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Error JournalFile::problem(const std::string& action) const {
  const int code = sqlite3_errcode(database_.get());
  const int cause = sqlite3_system_errno(database_.get());
  if (code == SQLITE_IOERR && cause != 0) return storage_error(cause, action, path_, "STORAGE_ERROR");
  if (code == SQLITE_CANTOPEN && cause != 0) return storage_error(cause, action, path_, "STORAGE_ERROR");
  const std::string what = "cannot " + action + " " + file_name(path_) + ": ";
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    return {
        .code = "STORAGE_BUSY",
        .message = what + "another process holds it; one journal serves one director: end that one first"};
  }
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
    return {.code = "STORAGE_ERROR",
            .message = what + "it is damaged (" + sqlite3_errmsg(database_.get()) + ")"};
  }
  if (code == SQLITE_READONLY) return storage_error(EACCES, action, path_, "STORAGE_ERROR");
  return {.code = code == SQLITE_FULL ? "STORAGE_FULL" : "STORAGE_ERROR",
          .message = what + sqlite3_errmsg(database_.get())};
}

Result<void> JournalFile::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return problem("write to");
}

Result<JournalFile::Statement> JournalFile::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) return problem("read");
  return Statement(statement);
}

Result<void> JournalFile::open() {
  if (insert_) return {};
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(
      path_.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(database);
  Result<void> ready;
  if (opened != SQLITE_OK) {
    ready = problem("open");
  } else {
    sqlite3_busy_timeout(database, kPatience_ms);
    ready = take_over();
  }
  if (!ready) {
    insert_.reset();
    database_.reset();
  }
  return ready;
}

// An exclusive lock from here to the process's end, so that no second director can append.
Result<void> JournalFile::take_over() {
  if (auto done =
          execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                  "BEGIN EXCLUSIVE;");
      !done) {
    return done;
  }
  const auto version = schema_version();
  if (!version) return version.error();
  if (*version != 0 && *version != kSchema) {
    return Error{.code = "STORAGE_ERROR",
                 .message = file_name(path_) + " has schema version " + std::to_string(*version) +
                            ", this program knows " + std::to_string(kSchema) +
                            ": use the program that wrote it, or another journal"};
  }
  if (*version == 0) {
    if (auto done = execute(kCreate); !done) return done;
  }
  if (auto done = execute("COMMIT"); !done) return done;
  auto insert = prepare("INSERT INTO record (slot, kind, body) VALUES (?, ?, ?)");
  if (!insert) return insert.error();
  insert_ = std::move(*insert);
  return {};
}

Result<std::int64_t> JournalFile::schema_version() {
  auto statement = prepare("PRAGMA user_version");
  if (!statement) return statement.error();
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return problem("read");
  return sqlite3_column_int64(statement->get(), 0);
}

Result<void> JournalFile::insert(const Record& record) {
  const std::string body = boost::json::serialize(record.body);
  int index = 0;
  for (const std::string* text : {&record.slot, &record.kind, &body}) {
    sqlite3_bind_text64(insert_.get(), ++index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  const bool done = sqlite3_step(insert_.get()) == SQLITE_DONE;
  Result<void> result;
  if (!done) result = problem("write to");
  sqlite3_reset(insert_.get());
  return result;
}

Result<void> JournalFile::commit(const std::vector<const Record*>& records) {
  return transact("BEGIN IMMEDIATE", records);
}

Result<void> JournalFile::replace(const std::vector<const Record*>& records) {
  return transact("BEGIN IMMEDIATE; DELETE FROM record", records);
}

Result<void> JournalFile::transact(const char* first, const std::vector<const Record*>& records) {
  if (auto ready = open(); !ready) return ready;
  if (in_doubt_) {
    if (auto sure = withdraw(); !sure) return sure;
  }
  Result<void> done = execute(first);
  for (const Record* record : records) {
    if (done) done = insert(*record);
  }
  if (done) {
    done = execute("COMMIT");
    in_doubt_ = !done;
  }
  roll_back();
  if (in_doubt_) static_cast<void>(withdraw());  // before anybody hears that nothing was kept
  return done;
}

// Some failures have ended the transaction already.
void JournalFile::roll_back() {
  if (sqlite3_get_autocommit(database_.get()) == 0) {
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

// A COMMIT that failed while it was made durable has written its frames: whoever opens the journal next would
// find them whole and take them for committed. Another transaction takes their place in the write-ahead log,
// also where the disk goes on failing; it is certain, and only then over, when that one is durable.
Result<void> JournalFile::withdraw() {
  const std::string nothing_new =
      "BEGIN IMMEDIATE; PRAGMA user_version = " + std::to_string(kSchema) + "; COMMIT";
  const Result<void> done = execute(nothing_new.c_str());
  roll_back();
  in_doubt_ = !done;
  return done;
}

Result<std::vector<Record>> JournalFile::load() {
  if (auto ready = open(); !ready) return ready.error();
  auto statement = prepare("SELECT slot, kind, body, number FROM record ORDER BY number");
  if (!statement) return statement.error();
  std::vector<Record> records;
  int step;
  while ((step = sqlite3_step(statement->get())) == SQLITE_ROW) {
    boost::system::error_code error;
    auto body = boost::json::parse(column(statement->get(), 2), error);
    if (error || !body.is_object()) {
      return Error{.code = "STORAGE_ERROR",
                   .message = "record " + column(statement->get(), 3) + " of " + file_name(path_) +
                              " is damaged: its body is no JSON object"};
    }
    records.push_back(
        {column(statement->get(), 0), column(statement->get(), 1), std::move(body.get_object())});
  }
  if (step != SQLITE_DONE) return problem("read");
  return records;
}

}  // namespace slots
