#include "pipeline/stages/network.hpp"

#include "pipeline/models/keyed.hpp"
#include "pipeline/models/words.hpp"

namespace slots {

at::Tensor Network::words(const std::string& text, std::int64_t rows, std::size_t most) const {
  const std::vector<std::int64_t> ids = word_rows(text, rows, most);
  return on_device(at::tensor(at::ArrayRef<std::int64_t>(ids)).reshape({-1, kRowsPerWord}));
}

std::vector<float> Network::to_host(const at::Tensor& t) const {
  if (copies_) return copies_->to_host(t);
  const at::Tensor host = t.cpu().to(at::kFloat).contiguous();
  return {host.data_ptr<float>(), host.data_ptr<float>() + host.numel()};
}

AudioNetwork::Script AudioNetwork::read(const std::string& script) const {
  const std::int64_t voices = weights("voices").size(0);
  return {.plan = tensor("plan", {words(script, weights("table").size(0), kScriptWords)}),
          .ramp = on_device(at::arange(kSamplesPerFrame, at::kFloat) / kSamplesPerFrame),
          .voice = static_cast<std::int64_t>(script.size()) % voices};
}

AudioNetwork::Sound AudioNetwork::speak(const Script& script, FrameRange range) const {
  constexpr std::int64_t kFramesAtOnce =
      2;  // 2,000 samples: what fits beside the models of the smallest profile
  // One frame more than is spoken: each frame's sound leads over to the next one's.
  const at::Tensor control = tensor("control", {script.plan, frame_numbers(range.first, range.count + 1)});
  Sound sound;
  sound.loudness = to_host(tensor("envelope", {control.narrow(0, 0, range.count)}));
  for (std::int64_t f = 0; f < range.count; f += kFramesAtOnce) {
    const std::int64_t n = std::min<std::int64_t>(kFramesAtOnce, range.count - f);
    const auto samples = to_host(tensor("chunk", {control.narrow(0, f, n + 1), script.ramp, script.voice}));
    sound.samples.insert(sound.samples.end(), samples.begin(), samples.end());
  }
  return sound;
}

ImageNetwork::Painting ImageNetwork::begin(const std::string& prompt, std::uint64_t seed) const {
  constexpr double kStrength = 0.3;
  std::vector<float> noise(static_cast<std::size_t>(weights("grey").size(0)));
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] = static_cast<float>(kStrength * keyed_normal(seed, i));
  Painting p;
  p.target = tensor("target", {words(prompt, weights("table").size(0), kPromptTokens)});
  p.picture = tensor("noise", {on_device(noise)});
  return p;
}

void ImageNetwork::step(Painting& p) const {
  p.picture = tensor("step", {p.picture, p.target});
}

at::Tensor VideoNetwork::begin(const Picture& picture) const {
  return tensor("begin", {on_device(picture)});
}

std::vector<float> VideoNetwork::frames(const at::Tensor& waves, FrameRange range,
                                        const float* loudness) const {
  return to_host(
      tensor("chunk", {waves, frame_numbers(range.first, range.count), on_device(loudness, range.count)}));
}

ClipNetwork::Text ClipNetwork::read(const std::string& prompt) const {
  const std::int64_t rows = module().attr("b").toModule().attr("table").toTensor().size(0);
  const auto text = call("read", {words(prompt, rows, kPromptTokens)}).toTuple();
  return {text->elements()[0].toTensor(), text->elements()[1].toTensor()};
}

KeyframeLikeness ClipNetwork::compare(const Text& text, const Picture& keyframe, int frame) const {
  const at::Tensor x = on_device(keyframe).unsqueeze(0);
  const std::vector<float> both = to_host(tensor("likeness", {text.b, text.l, x, frame_numbers(frame, 1)}));
  return {both.at(0), both.at(1)};
}

}  // namespace slots
