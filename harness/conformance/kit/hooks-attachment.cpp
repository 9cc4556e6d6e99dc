#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

BEFORE((Attachments & attachments)) {
  attachments.attach_bytes(sample_bytes("cucumber.svg"), "image/svg+xml");
}
WHEN("a step passes", ()) {}
AFTER((Attachments & attachments)) {
  attachments.attach_bytes(sample_bytes("cucumber.svg"), "image/svg+xml");
}

}  // namespace
}  // namespace ordeal::kit
