#include "pipeline/real/storage/journal.hpp"

#include <algorithm>
#include <mutex>

#include "pipeline/env/trace.hpp"
#include "pipeline/real/storage/journal_file.hpp"

namespace slots {
namespace {

// By the first record: the pipeline appends one, or several of a kind.
void trace_append(const std::vector<Record>& records) {
  const TraceRange within_slot("slot", records.empty() ? "" : records.front().slot.c_str());
  trace_mark("journal.append", records.empty() ? nullptr : records.front().kind.c_str());
}

}  // namespace

// What the loop's thread lays down and the journal's thread takes up.
class SqliteJournal::Desk {
 public:
  struct Append {
    std::vector<Record> records;
    bool in_place_of_all = false;        // what was there before makes way
    std::optional<Result<void>> result;  // of the journal's thread alone
  };

  explicit Desk(std::string path) : file_(std::move(path)) {}

  void lay_down(std::shared_ptr<Append> append) {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(std::move(append));
  }

  // Unless an earlier call has done it already, commits `append` with all others that wait now.
  Result<void> settle(const Append& append) {
    if (!append.result) {
      std::vector<std::shared_ptr<Append>> group;
      {
        const std::scoped_lock lock(mutex_);
        group.swap(waiting_);
      }
      commit(group);
    }
    return *append.result;
  }

  Result<std::vector<Record>> load() { return file_.load(); }

 private:
  // One that cannot be kept (too large for the disk) must not fail the others: then each gets its own commit.
  void commit(const std::vector<std::shared_ptr<Append>>& group) {
    const bool replaces =
        std::any_of(group.begin(), group.end(), [](const auto& append) { return append->in_place_of_all; });
    if (replaces) {
      for (const auto& append : group) append->result = commit_alone(*append);
      return;
    }
    std::vector<const Record*> records;
    for (const auto& append : group) {
      for (const auto& record : append->records) records.push_back(&record);
    }
    const auto together = file_.commit(records);
    for (const auto& append : group) {
      append->result = together || group.size() == 1 ? together : commit_alone(*append);
    }
  }
  Result<void> commit_alone(const Append& append) {
    std::vector<const Record*> records;
    for (const auto& record : append.records) records.push_back(&record);
    return append.in_place_of_all ? file_.replace(records) : file_.commit(records);
  }

  JournalFile file_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Append>> waiting_;
};

SqliteJournal::SqliteJournal(Reactor& reactor, std::string path)
    : reactor_(reactor), desk_(std::make_shared<Desk>(std::move(path))) {}

SqliteJournal::~SqliteJournal() = default;

Task<Result<void>> SqliteJournal::append(std::vector<Record> records) {
  trace_append(records);
  co_return co_await lay_down(std::move(records), false);
}

Task<Result<void>> SqliteJournal::replace(std::vector<Record> records) {
  trace_mark("journal.replace");
  co_return co_await lay_down(std::move(records), true);
}

Task<Result<void>> SqliteJournal::lay_down(std::vector<Record> records, bool in_place_of_all) {
  auto append = std::make_shared<Desk::Append>();
  append->records = std::move(records);
  append->in_place_of_all = in_place_of_all;
  desk_->lay_down(append);
  co_return co_await reactor_.blocking_on(thread_, [desk = desk_, append] { return desk->settle(*append); });
}

Task<Result<std::vector<Record>>> SqliteJournal::load() {
  trace_mark("journal.load");
  return reactor_.blocking_on(thread_, [desk = desk_] { return desk->load(); });
}

}  // namespace slots
