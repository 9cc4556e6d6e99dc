#include "reports/message_file.hpp"

#include "harness/messages/ndjson.hpp"

namespace ordeal::reports {

void MessageFile::on(const messages::Envelope& envelope) {
  line_.clear();
  messages::append_ndjson(line_, envelope);
  line_ += '\n';
  output_.write(line_);
  // Of a run that is killed, what a report can be made from later.
  if (std::holds_alternative<messages::TestCaseStarted>(envelope) ||
      std::holds_alternative<messages::TestCaseFinished>(envelope)) {
    output_.flush();
  }
}

}  // namespace ordeal::reports
