// A line of Cucumber messages: what is read must be written so that it is read again as the same.
#include "harness/fuzz/promise.hpp"
#include "harness/messages/ndjson.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordeal;
  const std::string line(reinterpret_cast<const char*>(data), size);
  const auto envelope = messages::from_ndjson(line);
  if (!envelope) {
    fuzz::promise(!envelope.error().empty(), "a refused line has a reason", line);
    return 0;
  }
  const std::string written = messages::to_ndjson(*envelope);
  fuzz::promise(written.find('\n') == std::string::npos, "an envelope is one line", written);
  const auto again = messages::from_ndjson(written);
  fuzz::promise(again.has_value(), "what is written can be read",
                line + "\n" + written + "\n" + (again ? "" : again.error()));
  // Of a kind that we do not know there may be fractions, which Boost.JSON reads to 15 digits or so.
  const bool unknown = std::holds_alternative<messages::UnknownMessage>(*envelope);
  fuzz::promise(unknown || messages::to_ndjson(*again) == written, "it is written in one way",
                written + "\n" + messages::to_ndjson(*again));
  return 0;
}
