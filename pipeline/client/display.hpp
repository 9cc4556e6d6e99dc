// What `slotctl generate` shows: a live line of stages on a terminal, plain lines elsewhere, or JSON lines
// for programs.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "pipeline/client/generate.hpp"
#include "pipeline/protocol/stage.hpp"

namespace slots {

// {"accepted":…}, {"event":…} for each event, then {"done":slot.json} or {"error":…}; one object a line.
class JsonDisplay final : public GenerateDisplay {
 public:
  explicit JsonDisplay(std::ostream& out) : out_(out) {}
  void accepted(const Accepted& accepted) override;
  void event(const SlotEvent& event) override;
  void trouble(const std::string& what) override;
  void done(const boost::json::object& slot_json) override;
  void failed(const Error& error) override;

 private:
  void line(const char* key, const boost::json::value& value);
  std::ostream& out_;
};

// "image 3/4  audio ✔ 1.5 s …" redrawn in place when `live`, otherwise a line for each stage that is
// complete.
class TextDisplay final : public GenerateDisplay {
 public:
  TextDisplay(std::ostream& out, bool live, std::string folder)
      : out_(out), live_(live), folder_(std::move(folder)) {}
  void accepted(const Accepted& accepted) override;
  void event(const SlotEvent& event) override;
  void trouble(const std::string& what) override;
  void done(const boost::json::object& slot_json) override;
  void failed(const Error& error) override;

 private:
  void progress(const SlotEvent& event);
  void checkpoint(const SlotEvent& event);
  void redraw(std::int64_t at_ms);
  void settle_line();

  std::ostream& out_;
  bool live_;
  std::string folder_;
  ByStage<std::string> stages_;  // how far each is; "": not begun
  bool drawn_ = false;
};

}  // namespace slots
