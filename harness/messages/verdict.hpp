// What the harness found about a scenario's faults, as it travels in the message stream: an Attachment of
// media type application/vnd.ordeal.verdict+json, sent before the scenario's TestCaseFinished. The failure's
// own message says "invalid: …" or "not healed: …", so tools that do not know this attachment still show why.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/messages/envelope.hpp"

namespace ordeal::messages {

inline constexpr std::string_view verdict_media_type = "application/vnd.ordeal.verdict+json";

// invalid: a fault never landed, or the machine lacked something, so nothing was tested. not_healed:
// something is left over, or the subject does not serve again. interrupted: it was ended (Ctrl-C) before it
// could be judged. not_started: the run ended before it began (the budget ran out, another one failed under
// --fail-fast, Ctrl-C), so its steps are skipped, the first with the reason as its message, and nothing is
// known about the subject.
enum class Outcome { passed, failed, invalid, not_healed, interrupted, not_started };

struct FaultVerdict {
  std::string name;  // "out of memory at allocation 3 of the image stage"
  bool landed = false;
  std::string evidence;  // what shows it from the outside; or why there is none
  std::optional<std::chrono::milliseconds> landed_after;  // since the fault was armed
};

struct Verdict {
  std::string scenario;  // "features/gpu/memory.feature:12"
  std::vector<FaultVerdict> faults;
  bool handled = false;  // the Then steps hold
  // Since the first fault landed: until the last step had passed, and until the first event that shows that
  // the subject noticed.
  std::optional<std::chrono::milliseconds> handled_after, detected_after;
  bool healed = false;
  std::optional<std::chrono::milliseconds> healed_after;  // from the last step's end until it served again
  std::vector<std::string> left_over;                     // "process 4711 slot-worker", "/dev/shm/slot-3"
  Outcome outcome = Outcome::failed;
  std::string broken;   // what must always hold and did not, whatever faults landed; empty: nothing
  std::string machine;  // what the machine lacked, so that nothing is known about the subject; empty: nothing
  std::string folder;   // evidence of a failed scenario; empty: none was kept
  std::string rerun;    // the one command that runs it again
};

// "passed", "failed", "invalid", "not healed", "interrupted", "not started".
std::string_view to_string(Outcome);

// The JSON of the attachment's body; durations as landed_after_ms, handled_ms, detected_ms, healed_ms, the
// outcome as `verdict`.
std::string to_json_text(const Verdict&);
boost::system::result<Verdict, std::string> verdict_from_json_text(std::string_view);

// The attachment, ready to be sent. Cucumber's HTML report shows it only below a step or hook: name the one
// that judges.
Attachment to_attachment(const Verdict&, std::string test_case_started_id, Timestamp,
                         std::optional<std::string> test_step_id = std::nullopt);

}  // namespace ordeal::messages
