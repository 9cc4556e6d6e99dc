#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

WHEN("a JPEG image is attached", (Attachments & attachments)) {
  attachments.attach_bytes(sample_bytes("cucumber.jpeg"), "image/jpeg");
}
WHEN("a PNG image is attached", (Attachments & attachments)) {
  attachments.attach_bytes(sample_bytes("cucumber.png"), "image/png");
}

}  // namespace
}  // namespace ordeal::kit
