#include "harness/run/to_parent.hpp"

#include "harness/messages/packed.hpp"

namespace ordeal::run {

void ToParent::send(Said what, const std::string& text) {
  frame_ += text;
  process::complete_frame(frame_, 0, static_cast<std::uint8_t>(what));
  stream_.write(frame_);
  frame_.resize(process::kFrameHeader);
}

void ToParent::on(const messages::Envelope& message) {
  messages::append_packed(frame_, message);
  send(Said::message);
}

}  // namespace ordeal::run
