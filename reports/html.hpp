// A page for people: one file that opens without a network. It begins with where and how the run took place,
// then a light list of what ran, attempts and failed hooks among it; a scenario that is opened is shown by
// Cucumber's own HTML formatter, which the page brings along, alone (with thousands at once the formatter
// takes minutes). page/ has the page.
//
// The page holds every message, as records that its script reads when they are needed: an element with a line
// of JSON that says what it is, then the messages, one a line. What belongs to an attempt is written when
// that has finished, so memory holds what is running and no more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/messages/sink.hpp"
#include "reports/attachment_folder.hpp"
#include "reports/output.hpp"
#include "reports/problems.hpp"
#include "reports/run_facts.hpp"
#include "reports/run_heading.hpp"
#include "reports/run_hooks.hpp"
#include "reports/tracker.hpp"

namespace ordeal::reports {

class Html final : public messages::Sink {
 public:
  // `attachments`: takes what has bytes out of the page; none: all stays in it.
  explicit Html(Output output, RunFacts facts = {}, std::optional<AttachmentFolder> attachments = {});

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  // Writes the template until the next placeholder, {{page_css}} for example, and leaves the placeholder out.
  void write_until(std::string_view placeholder);
  // `head` is JSON of one line, `messages` end with a newline.
  void write_record(std::string_view head, std::string_view messages);
  void write_told(std::string_view kind, const std::string& text);
  void write_heading();
  void write_attempt(const Scenario&, std::string_view messages);
  void keep_or_write(const messages::Envelope&, std::string_view line);

  Output output_;
  RunFacts facts_;
  RunHeading heading_;
  std::optional<AttachmentFolder> attachments_;
  std::string_view template_;  // what is still to be written of it
  Tracker tracker_;
  ProblemFinder finder_;
  RunHooks hooks_;
  std::string source_;                                    // uri of the latest; its document follows
  std::unordered_map<std::string, std::string> running_;  // messages by attempt
};

}  // namespace ordeal::reports
