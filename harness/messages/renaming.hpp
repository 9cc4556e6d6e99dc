// New ids for the messages of several streams, so that they can stand in one.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace ordeal::messages {

// The new ids of all streams: numbers, counted up. Two messages that are the same but for the ids which they
// introduce share these.
class SharedIds {
 public:
  std::string fresh() { return std::to_string(next_++); }

 private:
  friend class Renaming;
  std::size_t next_ = 0;
  std::unordered_map<std::string, std::vector<std::string>> introduced_;  // by what the message says
};

// The ids of one stream. Keys of the schema that hold ids: id, hookId, testCaseIds …
class Renaming {
 public:
  explicit Renaming(SharedIds& shared) : shared_(shared) {}

  // An id that is known under another name from now on.
  void set(const std::string& id, std::string renamed) { renamed_[id] = std::move(renamed); }

  // With new ids; one that this stream had not yet gets a fresh one.
  void rename(boost::json::value& message);

  // The same for what several streams may have alike. False: an earlier message said the same, and has given
  // the ids their names.
  bool rename_shared(boost::json::value& message);

 private:
  SharedIds& shared_;
  std::unordered_map<std::string, std::string> renamed_;
};

}  // namespace ordeal::messages
