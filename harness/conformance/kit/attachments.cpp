#include "harness/conformance/kit/kit.hpp"

namespace ordeal::kit {
namespace {

WHEN("the string {string} is attached as {string}",
     (Attachments & attachments, const std::string& text, const std::string& media_type)) {
  attachments.attach(text, media_type);
}
WHEN("the string {string} is logged", (Attachments & attachments, const std::string& text)) {
  attachments.log(text);
}
WHEN("text with ANSI escapes is logged", (Attachments & attachments)) {
  attachments.log(
      "This displays a "
      "\x1b[31mr\x1b[0m\x1b[91ma\x1b[0m\x1b[33mi\x1b[0m\x1b[32mn\x1b[0m\x1b[34mb\x1b[0m\x1b[95mo"
      "\x1b[0m\x1b[35mw\x1b[0m");
}
WHEN("the following string is attached as {string}:",
     (Attachments & attachments, const std::string& media_type, const DocString& text)) {
  attachments.attach(text.content, media_type);
}
WHEN("an array with {int} bytes is attached as {string}",
     (Attachments & attachments, int size, const std::string& media_type)) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(i);
  attachments.attach_bytes(bytes, media_type);
}
WHEN("a PDF document is attached and renamed", (Attachments & attachments)) {
  attachments.attach_bytes(sample_bytes("document.pdf"), "application/pdf", "renamed.pdf");
}
WHEN("a link to {string} is attached", (Attachments & attachments, const std::string& url)) {
  attachments.link(url);
}
WHEN("the string {string} is attached as {string} before a failure",
     (Attachments & attachments, const std::string& text, const std::string& media_type)) {
  attachments.attach(text, media_type);
  throw std::runtime_error("whoops");
}

}  // namespace
}  // namespace ordeal::kit
