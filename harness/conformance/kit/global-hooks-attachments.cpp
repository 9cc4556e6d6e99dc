#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE_RUN((Attachments & attachments)) {
  attachments.attach("Attachment from BeforeAll hook", "text/plain");
}
WHEN("a step passes", ()) {}
AFTER_RUN((Attachments & attachments)) {
  attachments.attach("Attachment from AfterAll hook", "text/plain");
}

}  // namespace
}  // namespace ordeal::kit
