// Cucumber's own HTML report: one file that opens without a network, with style, script and messages in it.
// Messages are written as they come, so memory does not grow with the run. Source: CucumberHtmlStream of
// @cucumber/html-formatter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/messages/sink.hpp"
#include "reports/output.hpp"

namespace ordeal::reports {

class Html final : public messages::Sink {
 public:
  explicit Html(Output output);

  void on(const messages::Envelope&) override;
  [[nodiscard]] boost::system::result<void, std::string> finish() override;

 private:
  // Writes the template until the next placeholder, {{css}} for example, and leaves the placeholder out.
  void write_until(std::string_view placeholder);
  void write_banner(const std::string& note);
  void write_for_script(std::string_view json);

  Output output_;
  std::string_view template_;       // what is still to be written of it
  std::string json_;                // of one message; kept for its memory
  std::vector<std::string> notes_;  // on the run
  bool first_ = true;
};

}  // namespace ordeal::reports
