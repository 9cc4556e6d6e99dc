// What the director writes into its journal: types of their own, so that a message on a wire may change and a
// journal still be read. Each record says its version; older ones are brought to today's form when they are
// read. testdata/ holds a journal of each version that a released director has written.
//   1  the request as it came over the wire; an outcome with its phase among its own fields
//   2  today's
#pragma once

#include <boost/describe/class.hpp>
#include <variant>

#include "pipeline/env/env.hpp"

namespace slots::journal {

inline constexpr std::int64_t kVersion = 2;

struct Accepted {
  std::int64_t number = 0;  // in the order of acceptance
  std::string client, idempotency_key, correlation_id;
  std::string prompt, script;
  std::uint64_t seed = 1;
  std::optional<std::int64_t> deadline_ms;  // as the client asked
  std::int64_t applied_deadline_ms = 0;
  std::int64_t accepted_unix_ms = 0;
  std::int64_t lives = 0;  // how often it had been recovered when this was written
};
struct Recovered {};  // a director took it up again
struct Settled {
  std::string phase;           // done, failed or cancelled
  boost::json::object result;  // slot.json, or the error
};
BOOST_DESCRIBE_STRUCT(Accepted, (),
                      (number, client, idempotency_key, correlation_id, prompt, script, seed, deadline_ms,
                       applied_deadline_ms, accepted_unix_ms, lives))
BOOST_DESCRIBE_STRUCT(Settled, (), (phase, result))

struct Entry {
  std::string slot;
  std::variant<Accepted, Recovered, Settled> what;
};

Record to_record(const Entry& entry);

// In today's form. STORAGE_ERROR names the record that is damaged, or newer than this program.
Result<std::vector<Entry>> read(const std::vector<Record>& records);

}  // namespace slots::journal
