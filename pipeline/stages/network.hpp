// One loaded TorchScript network on its device, and how values get there and back. (Includes LibTorch.)
#pragma once

#include <torch/script.h>

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/stages/host_copies.hpp"
#include "pipeline/stages/stage_run.hpp"

namespace slots {

class Network {
 public:
  // `copies`: how results get to the host; null: plainly.
  Network(torch::jit::Module module, c10::Device device, HostCopies* copies = nullptr)
      : module_(std::move(module)), device_(device), copies_(copies) {}

  const torch::jit::Module& module() const { return module_; }

 protected:
  c10::IValue call(const char* method, std::vector<c10::IValue> arguments) const {
    return module_.get_method(method)(std::move(arguments));
  }
  at::Tensor tensor(const char* method, std::vector<c10::IValue> arguments) const {
    return call(method, std::move(arguments)).toTensor();
  }
  at::Tensor weights(const char* name) const { return module_.attr(name).toTensor(); }

  at::Tensor on_device(const at::Tensor& host) const { return host.to(device_); }
  at::Tensor on_device(const std::vector<float>& host) const {
    return at::tensor(at::ArrayRef<float>(host)).to(device_);
  }
  at::Tensor on_device(const float* host, std::int64_t count) const {
    return at::tensor(at::ArrayRef<float>(host, static_cast<std::size_t>(count))).to(device_);
  }
  // The rows of a text's words in a table of `rows`, [words, 4].
  at::Tensor words(const std::string& text, std::int64_t rows, std::size_t most) const;
  // Waits for the device and copies to the host as float32.
  std::vector<float> to_host(const at::Tensor&) const;
  // Frame numbers first, first + 1, …
  at::Tensor frame_numbers(int first, int count) const {
    return on_device(at::arange(first, first + count, at::kFloat));
  }

 private:
  torch::jit::Module module_;
  c10::Device device_;
  HostCopies* copies_;
};

class AudioNetwork : public Network {
 public:
  using Network::Network;
  struct Script {
    at::Tensor plan, ramp;
    std::int64_t voice = 0;
  };
  struct Sound {
    std::vector<float> loudness;  // [frames]
    std::vector<float> samples;   // [frames * kSamplesPerFrame]
  };
  Script read(const std::string& script) const;
  Sound speak(const Script&, FrameRange) const;
};

class ImageNetwork : public Network {
 public:
  using Network::Network;
  struct Painting {
    at::Tensor target, picture;
  };
  Painting begin(const std::string& prompt, std::uint64_t seed) const;
  void step(Painting&) const;
  Picture picture(const Painting& painting) const { return to_host(painting.picture); }
};

class VideoNetwork : public Network {
 public:
  using Network::Network;
  at::Tensor begin(const Picture&) const;  // the picture as waves
  std::vector<float> frames(const at::Tensor& waves, FrameRange,
                            const float* loudness) const;  // [count, pixels]
};

class ClipNetwork : public Network {
 public:
  using Network::Network;
  struct Text {
    at::Tensor b, l;
  };
  Text read(const std::string& prompt) const;
  KeyframeLikeness compare(const Text&, const Picture&, int frame) const;
};

}  // namespace slots
