#include "pipeline/director/journal_records.hpp"

#include <boost/json.hpp>

namespace slots::journal {
namespace {

constexpr const char* kVersionKey = "version";
constexpr const char* kAccepted = "accepted";
constexpr const char* kRecovered = "recovered";
constexpr const char* kSettled = "settled";

// Version 1 had no key "version". Of version 2 it lacks the number, which was the order of the records, and
// the client, who had no name.
void migrate_1_to_2(Record& record, std::int64_t number) {
  boost::json::object& body = record.body;
  if (record.kind == kAccepted) {
    if (auto* request = body.if_contains("request"); request && request->is_object()) {
      const boost::json::object fields = std::move(request->get_object());
      body.erase("request");
      for (const auto& [key, value] : fields) body[key] = value;
    }
    body["number"] = number;
    body["client"] = "";
    body["lives"] = 0;
  } else if (record.kind == kSettled) {
    boost::json::value phase = nullptr;
    if (const auto* said = body.if_contains("phase")) phase = *said;
    body.erase("phase");
    boost::json::object result = std::move(body);
    body = {{"phase", std::move(phase)}, {"result", std::move(result)}};
  }
}

Error damaged(std::size_t number, const Record& record, const std::string& why) {
  return Error{.code = "STORAGE_ERROR",
               .message = "record " + std::to_string(number) + " of the journal (" + record.kind + " of " +
                          record.slot + ") " + why};
}

template <class What>
Result<Entry> read_as(const Record& record, std::size_t number) {
  auto what = boost::json::try_value_to<What>(record.body);
  if (!what) return damaged(number, record, "is damaged: " + what.error().message());
  return Entry{record.slot, std::move(*what)};
}

Result<Entry> read_settled(const Record& record, std::size_t number) {
  auto entry = read_as<Settled>(record, number);
  if (!entry) return entry;
  const std::string& phase = std::get<Settled>(entry->what).phase;
  if (!ends_a_slot(phase)) return damaged(number, record, "is damaged: no slot ends as '" + phase + "'");
  return entry;
}

Result<Entry> read_one(Record record, std::size_t number, std::int64_t accepted_before) {
  std::int64_t version = 1;
  if (const auto* said = record.body.if_contains(kVersionKey)) {
    boost::system::error_code problem;
    version = said->to_number<std::int64_t>(problem);
    if (problem || version < 1) return damaged(number, record, "is damaged: its version is no number");
  }
  if (version > kVersion) {
    return damaged(number, record,
                   "has version " + std::to_string(version) + ", this program knows up to " +
                       std::to_string(kVersion) + ": use the program that wrote it, or another journal");
  }
  record.body.erase(kVersionKey);
  if (version == 1) migrate_1_to_2(record, accepted_before + 1);
  if (record.kind == kAccepted) return read_as<Accepted>(record, number);
  if (record.kind == kSettled) return read_settled(record, number);
  if (record.kind == kRecovered) return Entry{record.slot, Recovered{}};
  return damaged(number, record, "is of a kind that this program does not know");
}

}  // namespace

Record to_record(const Entry& entry) {
  Record record{.slot = entry.slot, .kind = kRecovered, .body = {}};
  if (const auto* accepted = std::get_if<Accepted>(&entry.what)) {
    record.kind = kAccepted;
    record.body = boost::json::value_from(*accepted).as_object();
  } else if (const auto* settled = std::get_if<Settled>(&entry.what)) {
    record.kind = kSettled;
    record.body = {{"phase", settled->phase}, {"result", settled->result}};
  }
  record.body[kVersionKey] = kVersion;
  return record;
}

Result<std::vector<Entry>> read(const std::vector<Record>& records) {
  std::vector<Entry> entries;
  entries.reserve(records.size());
  std::int64_t accepted = 0;
  for (const Record& record : records) {
    auto entry = read_one(record, entries.size() + 1, accepted);
    if (!entry) return entry.error();
    accepted += std::holds_alternative<Accepted>(entry->what);
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace slots::journal
