#include "reports/message_file.hpp"

#include "harness/messages/ndjson.hpp"

namespace ordeal::reports {

void MessageFile::on(const messages::Envelope& envelope) {
  line_.clear();
  messages::append_ndjson(line_, envelope);
  line_ += '\n';
  output_.write(line_);
}

}  // namespace ordeal::reports
