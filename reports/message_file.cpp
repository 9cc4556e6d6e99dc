#include "reports/message_file.hpp"

#include "harness/messages/ndjson.hpp"

namespace ordeal::reports {

void MessageFile::on(const messages::Envelope& envelope) {
  output_.write(messages::to_ndjson(envelope));
  output_.write("\n");
}

}  // namespace ordeal::reports
